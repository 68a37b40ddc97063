"""An import-linter contract: another room is entered only through its door, `services`."""

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output

FLOORS_WITH_ROOMS = ("ground", "collect", "identify", "store", "measure", "decide", "act", "show")


def room_of(module: str) -> str | None:
    """`hamsafar.identify.people` for a module inside that room, None for one outside all rooms."""
    parts = module.split(".")
    if len(parts) < 3 or parts[1] not in FLOORS_WITH_ROOMS:
        return None
    return ".".join(parts[:3])


class DoorContract(Contract):
    """Imports from one room into another must name the other room's `services` module. Tests and migrations are let through."""

    open_to = fields.ListField(subfield=fields.StringField(), required=False)

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        broken = sorted(
            (importer, imported)
            for importer in graph.modules
            for imported in graph.find_modules_directly_imported_by(importer)
            if self._goes_round_the_door(importer, imported)
        )
        return ContractCheck(kept=not broken, metadata={"broken": broken})

    def _goes_round_the_door(self, importer: str, imported: str) -> bool:
        room = room_of(imported)
        if room is None or room == room_of(importer):
            return False
        if importer.startswith(tuple(self.open_to or ())) or ".tests" in importer or ".migrations." in importer:
            return False
        return imported not in {room, f"{room}.services"}

    def render_broken_contract(self, check: ContractCheck) -> None:
        for importer, imported in check.metadata["broken"]:
            output.print_error(f"{importer} enters {imported}; use {room_of(imported)}.services", bold=False)
