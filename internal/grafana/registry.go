package grafana

// registry is all about one: whether it is held back, what it answers, how fast, and what is left of what it allows.
func registry() Dashboard {
	return Dashboard{
		Name: "registry", title: "Sverka: one registry in depth",
		says:      "Of one registry: whether it is held back and why, what it answers and whether that keeps to its contract, where the time goes, and the way to it.",
		variables: []variable{instances(), {name: "registry", label: "Registry", of: registries().of, one: true}, lookups()},
		rows: []row{
			{"Is it held back, and why?", heldBack()},
			{"What does it answer?", answers()},
			{"Where does the time go?", times()},
			{"What is left, and is the way to it in order?", ways()},
			{"Does it give what it is to be asked with?", tokens()},
		},
	}
}

func heldBack() []panel {
	return []panel{
		states("Does the gate let questions through?",
			"The gate of the registry on each instance. Holding: no lookup of it is asked; one probe at a time finds out whether that is over.",
			gateWords(), q("{{instance}}", `max by (instance) (
  sverka_gate_state{state="holding", @registry}
  + on (job, instance, registry) 2 * sverka_maintenance_active{@registry}
)`)).about("SverkaGateHolding", "SverkaGateHoldingLong"),
		states("Do the breakers let questions through?",
			"The breaker of each lookup, the worst of the instances.",
			breakerWords(), q("{{lookup}}", `max by (lookup) (
  sverka_breaker_state{state="half_open", @lookup}
  + on (job, instance, registry, lookup) 2 * sverka_breaker_state{state="open", @lookup}
)`)).about("SverkaBreakerNotClosed", "SverkaBreakerNotClosedLong"),
		list("Since when is a breaker open, by what, and until when?",
			"How many of how many attempts failed, most often by which cause, and how long the slowest took: near the exchange's limit: it hangs. Empty: all are closed.",
			q("for", `max by (lookup, instance, cause, rule) (
  (time() - (sverka_breaker_not_closed_since_timestamp_seconds{@lookup} > 0))
  * on (job, instance, registry, lookup) group_left (cause, rule) sverka_breaker_trip_info
)`).as(duration),
			q("failed", `max by (lookup, instance) (sverka_breaker_trip_failures{@lookup})`).as(number),
			q("of attempts", `max by (lookup, instance) (sverka_breaker_trip_attempts{@lookup})`).as(number),
			q("slowest", `max by (lookup, instance) (sverka_breaker_trip_slowest_seconds{@lookup})`).as(seconds),
			q("next probe", `1000 * max by (lookup, instance) (sverka_breaker_open_until_timestamp_seconds{@lookup} > 0)`).as(fromNow)).wide(16),
		graph("How often does it come and go?",
			"Trips of breakers and holds of the gate in half an hour, by cause. More than three trips: it is neither up nor down.",
			number,
			q("{{lookup}}: {{cause}}", `sum by (lookup, cause) (increase(sverka_breaker_trips_total{@lookup}[30m])) > 0`),
			q("gate: {{cause}}", `sum by (cause) (increase(sverka_gate_holds_total{@registry}[30m])) > 0`)).
			over("SverkaBreakerTripsOften", 3.5).wide(8),
	}
}

func answers() []panel {
	return []panel{
		graph("What does it answer?",
			"Attempts a second by how they ended: the registry's health, without what caches, gates and breakers kept from it.",
			perSecond, q("{{lookup}}: {{result}} {{reason}}", `sum by (lookup, result, reason) (rate(sverka_attempts_total{@lookup}[$__rate_interval])) > 0`)).
			about("SverkaDenied", "SverkaNoSuccess"),
		graph("What are callers told?",
			"Lookups a second by how they ended: with what was kept, refused and shed besides.",
			perSecond, q("{{lookup}}: {{result}} {{reason}}", `sum by (lookup, result, reason) (rate(sverka_lookups_total{@lookup}[$__rate_interval])) > 0`)),
		graph("Are replies about somebody else, or not what the contract says?",
			"Replies thrown away in 15 minutes. other_person, other_request: replies are mixed up, and even one wakes somebody. Else: its contract has changed.",
			number,
			q("{{lookup}}: {{reason}}", `sum by (lookup, reason) (increase(sverka_attempts_total{result="malformed", @lookup}[15m])) > 0`),
			q("{{of}}: a kind that the contract does not list", `sum by (of) (increase(sverka_unlisted_kinds_total{@lookup}[15m])) > 0`)).
			over("SverkaMalformed", 3).about("SverkaOtherPerson").wide(8),
		graph("Does it reject our questions?",
			"The part of attempts in half an hour that it calls invalid, though our check of the contract passed.",
			share, q("{{lookup}}", `sum by (lookup) (increase(sverka_attempts_total{result="rejected", @lookup}[30m]))
/ (sum by (lookup) (increase(sverka_attempts_total{@lookup}[30m])) > 0)`)).
			over("SverkaRejected", 0.05).wide(8),
		graph("Does it find people, as it did a week ago?",
			"The part of its fresh answers that are not_found, over an hour. Far above last week's: its data may be gone, and no breaker sees it.",
			share,
			q("{{lookup}}", `sverka:not_found:ratio_increase1h{@made}`),
			q("{{lookup}}, a week ago", `sverka:not_found:ratio_increase1h{@made} offset 1w`)).
			over("SverkaFindsNobody", 0.9).wide(8),
	}
}

func times() []panel {
	return []panel{
		graph("How long do callers wait for it?",
			"The middle lookup, and the hundredth, by class. The dashed line is where an alert about hanging lookups begins.",
			seconds,
			q("{{lookup}} {{class}}, half", `histogram_quantile(0.5, sum by (lookup, class, le) (rate(sverka_lookup_duration_seconds_bucket{@lookup}[$__rate_interval])))`),
			q("{{lookup}} {{class}}, 99 of 100", `histogram_quantile(0.99, sum by (lookup, class, le) (rate(sverka_lookup_duration_seconds_bucket{@lookup}[$__rate_interval])))`),
			q("oldest under way: {{lookup}}", `max by (lookup) (sverka_oldest_lookup_seconds{@lookup})`)).
			over("SverkaLookupHangs", 60).wakes(),
		graph("How long does one attempt take, against the objective?",
			"On the wire, without our queues and retries: half, and 95 of 100; and the objective of the configuration.",
			seconds,
			q("{{lookup}} {{class}}, half", `histogram_quantile(0.5, sum by (lookup, class, le) (rate(sverka_attempt_duration_seconds_bucket{@lookup}[$__rate_interval])))`),
			q("{{lookup}} {{class}}, 95 of 100", `histogram_quantile(0.95, sum by (lookup, class, le) (rate(sverka_attempt_duration_seconds_bucket{@lookup}[$__rate_interval])))`),
			q("objective: {{lookup}}", `max by (lookup) (sverka_slo_registry_objective_seconds{@lookup})`)).
			about("SverkaSlow"),
		graph("Which part of an attempt is slow?",
			"95 of 100 take less. dns, connect, tls: the network's. wait: the registry's. decode: ours, or waiting for a token.",
			seconds,
			q("{{phase}}", `histogram_quantile(0.95, sum by (phase, le) (rate(sverka_attempt_phase_seconds_bucket{@registry}[$__rate_interval])))`),
			q("queued for a place", `histogram_quantile(0.95, sum by (le) (rate(sverka_exchange_queued_seconds_bucket{@registry}[$__rate_interval])))`)).wide(8),
		graph("What is under way?",
			"Lookups held, exchanges in flight and those that queue for a place, questions that the registry has taken and not answered yet.",
			number,
			q("lookups: {{lookup}}", `sum by (lookup) (sverka_waiting{@lookup})`),
			q("in flight: {{lookup}}", `sum by (lookup) (sverka_in_flight{@lookup})`),
			q("queued: {{lookup}}", `sum by (lookup) (sverka_queued{@lookup})`),
			q("tickets: {{lookup}}", `sum by (lookup) (sverka_tickets_open{@lookup})`)).
			about("SverkaLookupHangs", "SverkaShedding").wide(8),
		graph("How fast does its budget burn?",
			"1 spends just the error budget of 28 days. Over an hour, and over six.",
			number,
			q("{{lookup}}, 1h", `sverka:slo_registry_bad:ratio_rate1h{@made} / on (job, registry, lookup) (1 - sverka:slo_registry_target:ratio)`),
			q("{{lookup}}, 6h", `sverka:slo_registry_bad:ratio_rate6h{@made} / on (job, registry, lookup) (1 - sverka:slo_registry_target:ratio)`)).
			over("SverkaRegistryBudgetBurns", 1).over("SverkaRegistryBudgetBurns", 6).wakes().over("SverkaRegistryBudgetBurns", 14.4).wakes().wide(8),
	}
}

func ways() []panel {
	return []panel{
		list("When was anybody last answered?",
			"The last attempt, the last that was answered, and the probe of a test subject where there is one. A success far behind the attempt: nobody is answered any more.",
			q("last attempt", `1000 * max by (lookup) (sverka_last_attempt_timestamp_seconds{@lookup})`).as(fromNow, never()),
			q("last success", `1000 * max by (lookup) (sverka_last_success_timestamp_seconds{@lookup})`).as(fromNow, never()),
			q("last answered probe", `1000 * max by (lookup) (sverka_probe_last_success_timestamp_seconds{@lookup})`).as(fromNow, never())).
			about("SverkaNoSuccess"),
		graph("Are retries granted?",
			"Decisions a second on asking again, and how many would be granted at once. budget: so many attempts fail that it does not ask again for each.",
			number,
			q("{{decision}}", `sum by (decision) (rate(sverka_retries_total{@lookup}[$__rate_interval]))`),
			q("left: {{instance}}", `min by (instance) (sverka_retry_budget_left{@registry})`)).
			about("SverkaRetryBudgetSpent"),
		bars("How much of its quotas is left?",
			"The part of the window or day that the instance may still ask.",
			share, q("{{operation}} per {{window}}: {{instance}}", `min by (operation, window, instance) (sverka_quota_left{@registry} / sverka_quota_limit{@registry})`)).
			under("SverkaQuotaLow", 0.1).wide(8),
		graph("How far are its clock and ours apart?",
			"By how much its clock is at least ahead of ours, below 0: behind. All registries alike: it is ours.",
			seconds, q("{{instance}}", `max by (instance) (sverka_registry_clock_offset_seconds{@registry})`)).
			over("SverkaClockOff", 30).wide(8),
		figures("For how long do certificates and credentials hold?",
			"Days left of the certificate that we show, of the one that the registry shows, and of our password, token or key. Order ours a month ahead.",
			days,
			q("ours", `min(sverka_client_certificate_days_left{@registry})`),
			q("the registry's", `min(sverka_registry_certificate_days_left{@registry})`),
			q("our credential", `min(sverka_registry_credential_days_left{@registry})`)).
			under("SverkaCertificateEnds", 7).wakes().under("SverkaCertificateEndsSoon", 30).about("SverkaCredentialEnds", "SverkaCredentialEndsSoon").wide(8),
		graph("What do the probes of a test subject get?",
			"Probes in an hour by what came of them. Nothing at all: none is configured, and nights are unwatched.",
			number, q("{{lookup}}: {{result}}", `sum by (lookup, result) (increase(sverka_probes_total{@lookup}[1h])) > 0`)).about("SverkaProbeFails").wide(24),
	}
}

func tokens() []panel {
	return []panel{
		graph("For how long does the working token hold, and is another granted?",
			"Of a registry that gives tokens for a while: it is asked for another when one is needed. Nothing at all: this registry gives none, or nobody has asked.",
			seconds,
			q("{{instance}}, holds for", `max by (instance) (sverka_registry_token_until_timestamp_seconds{@registry} - time()) > 0`),
			q("{{instance}}, none granted for", `max by (instance) (time() - (sverka_registry_token_failing_since_timestamp_seconds{@registry} > 0))`)).
			about("SverkaDenied").wide(24),
	}
}

// never is what a time of 0 means.
func never() word { return word{"0", "not since the start", plain} }
