"""Contracts of import-linter for the house: floors, roles, reserved modules and cycles.

Modules such as `queries_roadmap` keep their role as the first word of their name; the contracts
that come with import-linter cannot say that.
"""

from __future__ import annotations

from abc import abstractmethod
from graphlib import CycleError, TopologicalSorter
from typing import Any

import grimp
from importlinter import Contract, ContractCheck, fields, output

BESIDE_MODELS = "models"


class FaultListing(Contract):
    """A contract that is kept when it finds no fault; each fault is one sentence."""

    @abstractmethod
    def faults(self, graph: grimp.ImportGraph) -> list[str]:
        """What breaks the contract, in words."""

    def check(self, graph: grimp.ImportGraph, verbose: bool) -> ContractCheck:
        """Called by import-linter."""
        found = sorted(self.faults(graph))
        return ContractCheck(kept=not found, metadata={"faults": found})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Called by import-linter."""
        for fault in check.metadata["faults"]:
            output.print_error(fault, bold=False)


def direct_imports(graph: grimp.ImportGraph) -> list[tuple[str, str]]:
    """All (importer, imported) pairs of the package."""
    return [
        (importer, imported)
        for importer in graph.modules
        for imported in graph.find_modules_directly_imported_by(importer)
    ]


def lines(field: Any) -> list[str]:
    """The value of a contract's list, which import-linter types as its field."""
    return list(field or [])


def package_of(module: str) -> str:
    """`community.ideas.queries_roadmap` stands in the package `ideas`; the root itself in ``."""
    return [*module.split("."), ""][1]


def role_of(module: str) -> str:
    """`community.ideas.queries_roadmap` has the role `queries`; a package itself has none."""
    words = module.split(".")
    return words[2].split("_")[0] if len(words) > 2 else ""


class Floors(FaultListing):
    """Imports only go down the floors; on one floor only from left to right along ` > `."""

    floors = fields.ListField(subfield=fields.StringField())

    def faults(self, graph: grimp.ImportGraph) -> list[str]:
        """Packages without a floor, floors without a package, and imports that do not go down."""
        heights = self.heights()
        standing = {package_of(module) for module in graph.modules} - {""}
        faults = [
            f"{name} stands on no floor of pyproject.toml" for name in standing - set(heights)
        ]
        for importer, imported in direct_imports(graph):
            upper, lower = package_of(importer), package_of(imported)
            if (
                upper in heights
                and lower in heights
                and not self.goes_down(heights, importer, imported)
            ):
                faults.append(f"{importer} imports {imported}: {lower} is not below {upper}")
        return faults

    def heights(self) -> dict[str, int]:
        """The height of each package; arrows split a floor, `|` does not."""
        steps: list[str] = [step for floor in lines(self.floors) for step in floor.split(">")]
        return {
            name.strip(): len(steps) - number
            for number, step in enumerate(steps)
            for name in step.split("|")
        }

    def goes_down(self, heights: dict[str, int], importer: str, imported: str) -> bool:
        """Views may import queries of any package: nobody but wiring imports views."""
        upper, lower = package_of(importer), package_of(imported)
        crossing = (role_of(importer), role_of(imported)) == ("views", "queries")
        return upper == lower or heights[upper] > heights[lower] or crossing


class Roles(FaultListing):
    """Inside a package a module imports only modules whose role stands further left."""

    roles = fields.ListField(subfield=fields.StringField())
    without_roles = fields.ListField(subfield=fields.StringField(), required=False)
    placed = fields.ListField(subfield=fields.StringField(), required=False)

    def faults(self, graph: grimp.ImportGraph) -> list[str]:
        """Imports between modules of one package that go right or sideways."""
        exempt = set(lines(self.without_roles)) | {""}
        return [
            f"{importer} imports {imported}: not left of it in the order of roles"
            for importer, imported in direct_imports(graph)
            if package_of(importer) == package_of(imported) not in exempt
            and not self.goes_left(self.role(importer), self.role(imported))
        ]

    def role(self, module: str) -> str:
        """The role in a module's name, or where pyproject.toml places it, or beside the models."""
        places: dict[str, str] = dict(line.split(" = ") for line in lines(self.placed))
        name = ".".join(module.split(".")[1:3])
        role = places.get(name, role_of(module))
        return role if any(role in rank.split() for rank in lines(self.roles)) else BESIDE_MODELS

    def goes_left(self, importer: str, imported: str) -> bool:
        """Modules of one role may import each other; two roles of one rank may not."""
        ranks: dict[str, int] = {
            role: rank for rank, names in enumerate(lines(self.roles)) for role in names.split()
        }
        return importer == imported or ranks[imported] < ranks[importer]


class Reserved(FaultListing):
    """Modules of some roles are imported only by the named modules and their own kind."""

    roles = fields.ListField(subfield=fields.StringField())
    importers = fields.ListField(subfield=fields.StringField())
    without_roles = fields.ListField(subfield=fields.StringField(), required=False)

    def faults(self, graph: grimp.ImportGraph) -> list[str]:
        """Imports of a reserved module by somebody else."""
        reserved, doors = set(lines(self.roles)), set(lines(self.importers))
        exempt = set(lines(self.without_roles))
        return [
            f"{importer} imports {imported}: only {', '.join(sorted(doors))} may"
            for importer, imported in direct_imports(graph)
            if role_of(imported) in reserved
            and package_of(imported) not in exempt
            and importer not in doors
            and not is_same_kind(importer, imported)
        ]


def is_same_kind(importer: str, imported: str) -> bool:
    """`views_roadmap` may share with `views` of its own package."""
    return package_of(importer) == package_of(imported) and role_of(importer) == role_of(imported)


class NoCycles(FaultListing):
    """No module imports itself over others, ever."""

    def faults(self, graph: grimp.ImportGraph) -> list[str]:
        """The first cycle found, if there is one."""
        order: TopologicalSorter[Any] = TopologicalSorter()
        for importer, imported in direct_imports(graph):
            order.add(importer, imported)
        try:
            order.prepare()
        except CycleError as error:
            return ["cycle: " + " → ".join(reversed(error.args[1]))]
        return []
