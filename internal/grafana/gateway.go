package grafana

// gateway is the gateway itself: the process, who comes in, and whether all is written down.
func gateway() Dashboard {
	return Dashboard{
		Name: "gateway", title: "Sverka: the gateway itself",
		says:      "Whether the process is well, whether it holds anybody up, who comes in and by what, and whether all is written down that must be.",
		variables: []variable{instances(), callers()},
		rows: []row{
			{"Is the process well?", process()},
			{"Does it hold anybody up?", ownDoing()},
			{"Who comes in?", access()},
			{"Is all written down?", writtenDown()},
			{"Do traces arrive?", traces()},
		},
	}
}

func process() []panel {
	return []panel{
		list("Which version runs where, and since when?",
			"Two versions at once: a release is under way. A start that nobody ordered: look at memory, and into the log.",
			q("started", `1000 * max by (instance, version, go_version) (
  process_start_time_seconds{job="sverka", @instance} * on (job, instance) group_left (version, go_version) sverka_build_info
)`).
				as(fromNow)).about("SverkaDown", "SverkaRestarting"),
		graph("How much memory does it take?",
			"Of the process, and of that what Go's heap has in use. A climb that never falls is a leak.",
			octets,
			q("{{instance}}, resident", `process_resident_memory_bytes{job="sverka", @instance}`),
			q("{{instance}}, heap", `go_memstats_heap_inuse_bytes{job="sverka", @instance}`)).about("SverkaRestarting"),
		graph("How many goroutines are there?",
			"They rise with lookups and connections, and fall with them. A climb without load: something hangs.",
			number, q("{{instance}}", `go_goroutines{job="sverka", @instance}`)).about("SverkaLookupHangs").wide(8),
		graph("How many of its file descriptors are open?",
			"At the whole, neither callers nor registries can be connected to, nor the audit log be opened.",
			share, q("{{instance}}", `process_open_fds{job="sverka", @instance} / process_max_fds{job="sverka", @instance}`)).at(limit{value: 0.8}).wide(8),
		graph("How much processor does it take, and how long does it pause?",
			"Cores in use; and the longest pause of the garbage collector, in seconds.",
			number,
			q("{{instance}}, cores", `rate(process_cpu_seconds_total{job="sverka", @instance}[$__rate_interval])`),
			q("{{instance}}, longest pause", `go_gc_duration_seconds{job="sverka", quantile=~"1|1.0", @instance}`)).wide(8),
	}
}

func ownDoing() []panel {
	return []panel{
		graph("How much of their time do lookups spend with us?",
			"Our own part: on no wire, and waiting for no registry. Half, 99 of 100, and the objective.",
			seconds,
			q("half: {{registry}}", `histogram_quantile(0.5, sum by (registry, le) (rate(sverka_own_duration_seconds_bucket{@instance}[$__rate_interval])))`),
			q("99 of 100: {{registry}}", `histogram_quantile(0.99, sum by (registry, le) (rate(sverka_own_duration_seconds_bucket{@instance}[$__rate_interval])))`),
			q("objective", `max(sverka_slo_gateway_objective_seconds{@instance})`)).about("SverkaGatewayBudgetBurns"),
		graph("Is anybody turned away for want of room?",
			"Requests shed, and lookups refused as busy, in five minutes.",
			number, q("{{instance}}", `sum by (instance) (increase(sverka_http_refused_total{reason="shed", @instance}[5m]))
+ sum by (instance) (increase(sverka_lookups_total{result="refused", reason="busy", @instance}[5m]))`)).over("SverkaShedding", 20).wakes(),
		graph("Which requests never became a lookup?",
			"Requests a second with a wrong path, form or credential, and those of the operators' listener that were refused.",
			perSecond,
			q("{{status}} {{reason}}", `sum by (status, reason) (rate(sverka_http_refused_total{@instance}[$__rate_interval])) > 0`),
			q("operate: {{reason}}", `sum by (reason) (rate(sverka_operate_refused_total{@instance}[$__rate_interval])) > 0`)),
		figures("Did anything panic, or hang?",
			"Panics that were recovered over the time shown, each a bug; and the oldest lookup under way, which must not be older than api.ceiling.",
			number,
			q("panics", `sum(increase(sverka_panics_total{@instance}[$__range]))`),
			q("oldest lookup, seconds", `max(sverka_oldest_lookup_seconds{@instance})`)).at(limit{value: 60, alert: "SverkaLookupHangs", critical: true}).about("SverkaPanics").
			saying(word{"0", "none", good}),
	}
}

func access() []panel {
	return []panel{
		graph("Who is not let in, and why?",
			"Requests in ten minutes whose credential does not hold, and TLS handshakes that failed. A trickle of unknown or signature: somebody tries.",
			number,
			q("{{way}}: {{cause}}", `sum by (way, cause) (increase(sverka_access_denied_total{@instance}[10m])) > 0`),
			q("handshake: {{cause}}", `sum by (cause) (increase(sverka_access_handshakes_failed_total{@instance}[10m])) > 0`)).over("SverkaCallersUnknown", 50),
		graph("Who comes in, and by what?",
			"Requests a second by caller and way. Tells when a caller has moved to a new credential.",
			perSecond, q("{{caller}}: {{way}}", `sum by (caller, way) (rate(sverka_access_admitted_total{@caller}[$__rate_interval]))`)),
		graph("Which callers reach their limits?",
			"Requests in an hour that were refused as limited: the rate, the count of the day, or guesses about one identifier.",
			number, q("{{caller}}: {{reason}}", `sum by (caller, reason) (increase(sverka_caller_limited_total{@caller}[1h]))`)).over("SverkaCallerGuesses", 3).wide(8),
		graph("Which callers may be guessing?",
			"The part of a caller's answers in an hour that are other than match. More than half of at least twenty: bad data, or somebody tries numbers out.",
			share, q("{{caller}}", `sum by (caller) (increase(sverka_caller_answers_total{answer="other", @caller}[1h]))
/ (sum by (caller) (increase(sverka_caller_answers_total{@caller}[1h])) > 0)`)).at(limit{value: 0.5}).about("SverkaCallerGuesses").wide(8),
		figures("For how long do the ways in hold?",
			"Days left of what our listeners show and of who vouches for callers, and of what the callers themselves come in by: their keys, their certificates.",
			days,
			q("ours: {{of}}", `min by (of) (sverka_own_certificate_days_left{@instance})`),
			q("key of {{caller}}", `min by (caller) (sverka_caller_key_days_left{@caller})`),
			q("certificate of {{caller}}", `min by (caller) (sverka_caller_certificate_days_left{@caller})`)).
			under("SverkaOwnCertificateEnds", 7).wakes().under("SverkaOwnCertificateEndsSoon", 30).about("SverkaCallerCredentialEnds").wide(8),
		states("Is what was changed in use?",
			"Who may come in, secrets and certificates are read again when they change. Refused: what was there before is in use, and a restart would fail.",
			[]word{{"0", "in use", good}, {"1", "refused", worse}},
			q("who may come in: {{instance}}", `max by (instance) (sverka_reload_refused{@instance})`),
			q("{{secret}}: {{instance}}", `max by (instance, secret) (sverka_secret_refused{@instance})`)).about("SverkaReloadFailed", "SverkaSecretRefused").wide(8),
	}
}

func writtenDown() []panel {
	return []panel{
		states("Does the audit log take records, and was the state file whole?",
			"Stopped: every lookup is refused, for nothing is answered that is not written down. Set aside: the state file was not believed at the start.",
			[]word{{"0", "in order", good}, {"1", "stopped", worse}, {"2", "set aside", bad}},
			q("audit, {{why}}: {{instance}}", `max by (instance, why) (sverka_audit_stopped{@instance})`),
			q("state file: {{instance}}", `2 * max by (instance) (sverka_state_start{found="set_aside", @instance})`)).
			about("SverkaAuditStalled", "SverkaStateSetAside").wide(8),
		graph("Is the disk of the audit log fast enough?",
			"What one sync takes, of which each lookup waits for two; beside it the part of the queue that is taken.",
			number,
			q("{{instance}}, seconds for a sync", `rate(sverka_audit_sync_seconds_total{@instance}[$__rate_interval])
/ (rate(sverka_audit_syncs_total{@instance}[$__rate_interval]) > 0)`),
			q("{{instance}}, of the queue", `sverka_audit_waiting{@instance} / sverka_audit_queue{@instance}`)).about("SverkaAuditStalled").wide(8),
		graph("How much room has the audit log?",
			"The part of its disk that is free, in bytes and inodes. At its reserve it stops, and with it every lookup.",
			share,
			q("{{instance}}, bytes", `sverka_audit_disk_free_bytes{@instance} / (sverka_audit_disk_bytes{@instance} > 0)`),
			q("{{instance}}, inodes", `sverka_audit_disk_free_inodes{@instance} / (sverka_audit_disk_inodes{@instance} > 0)`)).under("SverkaAuditDiskLow", 0.15).wide(8),
		graph("What could not be proved yet, or not be written?",
			"Records that the newest checkpoint does not hold; and in 15 minutes: failures of the audit log, records that it refused, failures of the state file.",
			number,
			q("{{instance}}, records without a checkpoint", `sverka_audit_records{@instance} - sverka_audit_checkpoint_records{@instance}`),
			q("{{instance}}, failures of the audit", `increase(sverka_audit_failures_total{@instance}[15m])`),
			q("{{instance}}, records refused", `increase(sverka_audit_refused_total{@instance}[15m])`),
			q("{{instance}}, failures of the state file", `increase(sverka_state_write_errors_total{@instance}[15m])`)).
			about("SverkaAuditUnproved", "SverkaStateNotSaved").wide(8),
		graph("How old is what must be fresh?",
			"Time since the last checkpoint of the audit log, since the state file last held what stood, and since the issuer said which its keys are.",
			seconds,
			q("{{instance}}, checkpoint", `time() - (sverka_audit_checkpoint_timestamp_seconds{@instance} > 0)`),
			q("{{instance}}, state file", `time() - (sverka_state_saved_timestamp_seconds{@instance} > 0)`),
			q("{{instance}}, keys of the issuer", `time() - (sverka_token_keys_timestamp_seconds{@instance} > 0)`)).
			over("SverkaAuditUnproved", 300).about("SverkaTokenKeysOld", "SverkaStateNotSaved").wide(8),
	}
}

func traces() []panel {
	return []panel{
		graph("What becomes of spans?",
			"Spans a second that the collector takes, and those that are lost, by why. queue: it is slow, or too much is traced. All at zero: nothing is traced.",
			number,
			q("{{instance}}, taken", `sum by (instance) (rate(sverka_traces_exported_spans_total{@instance}[$__rate_interval]))`),
			q("{{instance}}, lost: {{reason}}", `sum by (instance, reason) (rate(sverka_traces_dropped_spans_total{@instance}[$__rate_interval])) > 0`)).
			about("SverkaTracesLost"),
		graph("Which part of the spans is lost?",
			"Of ten minutes. No lookup waits for its spans or fails by them; but who looks for one among the traces will not find it.",
			share, q("{{instance}}", `sum by (instance) (increase(sverka_traces_dropped_spans_total{@instance}[10m]))
/ (
  sum by (instance) (increase(sverka_traces_dropped_spans_total{@instance}[10m]))
  + sum by (instance) (increase(sverka_traces_exported_spans_total{@instance}[10m]))
)`)).over("SverkaTracesLost", 0.05),
	}
}
