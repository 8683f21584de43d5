// Command bench takes the gateway's figures on this machine and prints each beside its bound: make bench.
//
// Machines are shared and noisy, so that a time alone says little. Wherever the design bounds a time, it bounds a ratio,
// and both sides of it are taken in one run by turns, A B A B, and the median of the rounds' ratios is the figure. Ratios
// are printed with PASS or OVER and never fail the run. What is a count (attempts, goroutines, sockets, questions
// refused) does not depend on the machine: a count beyond its bound makes the exit code 1.
//
// All programs run as built for service, each in a process of its own, on loopback and free ports: the gateway with its
// documented defaults (metrics, log, cache, breakers: all on), internal/bench/naive as the baseline, and
// internal/bench/standin as the registry, so that neither the registry's cost nor the client's is counted.
//
// cpu: user and system time of the gateway's process for one lookup, over that of the naive adapter, at most 1.5. It is
// read from the process's CPU clock (clock_getcpuclockid(3)), which counts nanoseconds and all threads. Subjects are
// distinct, so that each lookup is an exchange and a write to the cache. It is taken twice: "busy", by as many callers as
// keep the processor full, and "paced", at the 300 lookups a second of the design's peak, where what a waiting process
// costs to wake counts too.
//
// hang: callers twice as many as a registry may hold ask it, and it hangs. The other registry is asked at a steady pace
// before and meanwhile, by turns: its p99 may be at most 1.5 times as long, and how many of its questions are held, queued
// and in flight is printed beside how many were. Counts: none of its questions is refused or fails; the hanging one holds
// as many as its limits allow and no more; afterwards, goroutines and sockets are no more than before.
//
// flap: a registry fails every second exchange; 1,000 lookups at 50 a second with the breaker on observe. The exchanges
// that the registry has seen are at most 1.2 for each lookup, 3 besides, and one for each ten seconds.
//
// start: from starting the process to /readyz, and to the first answer; resident memory once it has been idle. There is
// no bound: they are printed for gateway and naive adapter.
//
// drivers: what the drivers' own tests print. Of the mutants of all golden replies (adapters/adapterstest) none is accepted with
// another answer; a reply of 50 MiB is refused with no more than some times the bound of a body allocated. Beside the command,
// make bench takes the allocations of each driver for each kilobyte of reply, and the heap in use over a million bad replies.
//
// mock: the mock registries (cmd/mock). From start to the first SOAP answer, at most 50 ms, and memory when idle, at most 20 MB: with the
// personas alone, with a thousand people more and with a million (mock -population), who may cost nothing more. Its CPU for a SOAP exchange
// from one socket to the other, at most 120 µs: about a persona, and about the population, each time about somebody else. And resident
// memory over a million such exchanges: at the end at most 1.1 times what it was at an eighth. Where npm and java are, WireMock 3.13 beside it, in
// turns with the mock: its start, its memory, and its CPU for an exchange that gives everybody the same reply, and for one that finds the
// person by XPath and takes the reply from the question; it checks no contract. Where they are not, that is said, and the run goes on.
//
// In one run on two cores that were otherwise idle, WireMock took 35 times as long to its first answer, seven times the memory, and for an
// exchange 11 times the CPU with one reply for everybody, and 20 times where it found the person. The mock itself took 67 µs for
// pension/snils-check about a persona, 85 µs about the population, and 113 µs for migration/status, whose signature is checked; its start took
// 50 to 59 ms, of as much CPU: the bound is met on faster machines than that one.
//
// Idle, 17 MiB are resident, of which 6 are heap and stacks and the rest pages of the program and of libc, which several processes share; it
// is the same with a million people as with none. Of a mock that nobody asks any more after thousands of exchanges, 21 MiB are: its journal is full.
//
// audit: a gateway with an audit log and one without, by turns on one disk. The p50 of a lone lookup is at most twice the p50 of a
// synced append of the same run, and 1 ms, more; at 64 callers a lookup costs at most 30 µs of CPU more; a million records are verified
// in under 10 s. Counts: at 1,000 lookups a second for ten seconds (-audit-seconds 600 is the ten minutes that are promised) the number
// of the log's files stays, but for those of the tree and one for each 256 MiB, and a lookup leaves at most 1,000 bytes.
//
// Which of them to take is -only drivers,cpu,hang,flap,start,mock,audit. Linux only: times, memory and sockets are read from /proc.
package main
