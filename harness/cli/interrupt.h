// SIGINT, SIGTERM and SIGHUP, turned into a question that the pipeline asks.
#pragma once

namespace grade {

// From now on these signals are only noted; a second one of them ends the process at once.
void note_interrupts();
int interrupted_by();  // the signal, 0 for none

}  // namespace grade
