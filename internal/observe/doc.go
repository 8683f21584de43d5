// Command observe plays a bad day and looks whether the shipped alerts tell it: make observe.
//
// Everything is real and on loopback: the gateway and the mock registries as built for service, each in a process of its own, a steady
// load of questions about people who are never asked about twice, Debian's Prometheus with the shipped rules, and Debian's Alertmanager
// with the shipped routes and inhibitions, which calls whom it would wake. A day is a list of acts: what happens to whom (a registry hangs,
// flaps, refuses us, is slow, changes its contract, …), which alerts are due for it, with all of their labels, and who is woken by what.
// Registries have their bad days at the same time, as lanes: an act begins when nothing is said about its registry any more, and ends
// when its alerts have fired. The day passes if each alert that was due fired and resolved, nothing else fired, from the calm before to
// the calm after, one act about one registry was one page, and the queries that the runbook has for each alert showed something while it
// fired.
//
// Minutes are compressed into seconds: the rules' windows, their "for", their intervals and the ages that they compare are divided by
// 60, mechanically (compress.go), and so are the times for which the gateway's breakers and gates hold. What is not compressed is what a
// machine takes: how long a reply may take, and what counts as slow. A month of good days lies in Prometheus' store before the day
// begins, so that budgets of 28 days are as full as they would be, and last week can be compared with.
//
// -act plays one act alone. With -stay it stands, once its alerts have fired, until Ctrl-C: an exercise for who is on call, who gets the
// alert's text, the runbook, and the addresses of everything, and what it was at the end. -notes writes, for each act, the alerts' text and what the gateway
// said of itself at that time.
package main
