// A new account begins in the time zone of the device it was opened on.
for (const input of document.querySelectorAll("[data-time-zone]")) {
  input.value ||= Intl.DateTimeFormat().resolvedOptions().timeZone || "";
}
