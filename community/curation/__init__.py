"""Article and community as one: questions answered with articles, articles made of questions, answers shown on both."""
