"""Cases where a browser is not the point: tests of other rooms prove them."""

from __future__ import annotations

import msgspec


class Proof(msgspec.Struct, frozen=True):
    """One case, and the test that proves it.

    Attributes:
        id: `family/name`.
        title: one line, what happens.
        test: file and function; every parameter of it must pass.
    """

    id: str
    title: str
    test: str

    @property
    def family(self) -> str:
        return self.id.partition("/")[0]


_OUTPUT = "tests/generator/test_output.py::"
_RENDER = "tests/generator/test_render.py::"
_CONFIG = "tests/generator/test_config.py::"
_LINE = "tests/generator/test_command_line.py::"
_EMULATOR = "tests/harness/emulator/test_emulator.py::"

PROVEN = (
    Proof("configuration/any-value", "Any value in any field is refused with reasons, or rendered", _RENDER + "test_any_configuration_is_refused_with_reasons_or_rendered"),
    Proof("configuration/inert", "No value changes the program: it stays a text", _RENDER + "test_no_value_changes_the_program"),
    Proof("configuration/literals", "Quotes, backslashes, </script>, line breaks, {{ }}, NUL and lone surrogates come back as they were", _RENDER + "test_a_literal_is_the_value_again_and_nothing_else"),
    Proof("configuration/unfiltered", "A value that bypasses the filter stops the build", _RENDER + "test_a_value_that_takes_no_filter_is_an_error"),
    Proof("configuration/undefined", "A value that is not there stops the build", _RENDER + "test_an_undefined_value_is_an_error"),
    Proof("configuration/templates", "A template cannot read outside its folder", _RENDER + "test_templates_cannot_leave_their_folder"),
    Proof("configuration/faults-named", "A wrong value is named with its place and a remedy", _CONFIG + "test_a_fault_is_named_with_its_place_and_remedy"),
    Proof("configuration/not-toml", "A file that is not TOML is named with its line", _CONFIG + "test_a_file_that_is_not_toml_is_named_with_its_line"),
    Proof("configuration/long", "A value of great length is refused, and shown shortened", _CONFIG + "test_a_long_value_is_shown_shortened"),
    Proof("configuration/markup", "No name breaks the install guide or becomes markup in it", "tests/generator/test_guide.py::test_no_name_breaks_a_table_or_becomes_markup"),
    Proof("output/failure", "Writing fails half way: the earlier files stay whole", _OUTPUT + "test_a_failure_leaves_the_earlier_files_whole"),
    Proof("output/interrupted", "The build is interrupted between its two renames", _OUTPUT + "test_an_interruption_between_the_two_renames_is_undone"),
    Proof("output/half-write", "One write fails half way: the file before it stays whole", _OUTPUT + "test_a_write_that_fails_half_way_leaves_the_earlier_files_whole"),
    Proof("output/killed", "The build is killed in the middle: the next one heals it", _OUTPUT + "test_a_build_that_was_killed_in_the_middle_is_healed_by_the_next"),
    Proof("output/link", "The folder is a symbolic link, and stays one", _OUTPUT + "test_a_link_to_a_folder_stays_a_link"),
    Proof("output/file-in-the-way", "A file lies where the folder should be", _OUTPUT + "test_a_file_where_the_folder_should_be_is_named"),
    Proof("output/own-file", "A file of the user lies where a snippet should be", _OUTPUT + "test_a_file_of_the_user_in_the_way_is_not_overwritten"),
    Proof("output/foreign-folder", "The folder belongs to somebody else", _OUTPUT + "test_a_folder_that_is_not_kamsegs_is_left_alone"),
    Proof("output/manifest-outside", "A manifest points outside its folder", _OUTPUT + "test_a_manifest_that_points_outside_is_not_believed"),
    Proof("output/concurrent", "Builds run at the same time", _OUTPUT + "test_builds_at_the_same_time_do_not_mix"),
    Proof("output/unwritable", "A place cannot be written", _LINE + "test_a_place_that_cannot_be_written_is_named"),
    Proof("emulator/malformed", "Requests are malformed", _EMULATOR + "test_malformed_http_is_400_and_recorded"),
    Proof("emulator/huge", "A body has no end", _EMULATOR + "test_a_body_without_end_is_refused"),
    Proof("emulator/unknown-host", "A host is unknown", _EMULATOR + "test_unknown_host_is_404_naming_the_known_ones"),
    Proof("emulator/traversal", "A path leads out of the folder", _EMULATOR + "test_no_path_leads_anywhere_else"),
    Proof("emulator/parallel", "A thousand requests come at once", _EMULATOR + "test_a_thousand_parallel_requests"),
    Proof("emulator/disconnect", "Clients disconnect in the middle", _EMULATOR + "test_clients_that_disconnect_do_no_harm"),
    Proof("emulator/open-streams", "Streams are open when it stops", _EMULATOR + "test_streams_open_at_shutdown_are_closed"),
    Proof("emulator/egress", "A client wants to the world outside", _EMULATOR + "test_as_a_proxy_it_lets_nothing_through"),
    Proof("emulator/own-fault", "It fails itself: the journal tells", _EMULATOR + "test_a_fault_of_ours_is_500_and_recorded"),
    Proof("guards/red", "Egress, page errors, unhandled promises and code that throws each fail a test", "tests/harness/browsers/test_guards.py::test_each_guard_goes_red"),
    Proof("guards/unknown", "A guard that does not exist cannot be switched off", "tests/harness/browsers/test_guards.py::test_unknown_guard_is_refused"),
    Proof("guards/duplicates", "One message id that arrives twice is one event", "tests/harness/emulator/test_contract_4_segment.py::test_tracking_api_takes_batches_and_counts_a_message_id_once"),
    Proof("guards/expectations", "Each expectation of this table goes red", "tests/matrix/test_expectations.py::test_each_expectation_goes_red"),
)  # fmt: skip
