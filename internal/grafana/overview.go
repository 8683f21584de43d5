package grafana

// The words of states, which stand beside their colours.
func gateWords() []word {
	return []word{
		{"0", "passing", good}, {"1", "holding", worse}, {"2", "closed by its calendar", told}, {"3", "closed by its calendar, holding", told},
	}
}

func breakerWords() []word {
	return []word{{"0", "closed", good}, {"1", "half open: the next question is the probe", bad}, {"2", "open", worse}}
}

// overview is what hurts whom now: the first page to look at.
func overview() Dashboard {
	return Dashboard{
		Name: "overview", title: "Sverka: what hurts whom now",
		says:      "What is wrong, since when and why; whom it hurts; whether the objectives are kept. From here to one registry in depth, and to the gateway itself.",
		variables: []variable{instances(), registries(), lookups(), callers()},
		rows: []row{
			{"What is wrong now?", wrongNow()},
			{"Whom does it hurt?", hurts()},
			{"Are the objectives kept?", objectives()},
			{"How much is asked, and how long does it take?", traffic()},
		},
	}
}

func wrongNow() []panel {
	return []panel{
		list("Which alerts fire?",
			"Each with its page of the runbook: what it means, whom it hurts, what to do. Empty: none fires or is about to.",
			q("since", `max by (alertname, severity, alertstate, registry, lookup, caller, instance) (
  ALERTS{alertname=~"Sverka.*", registry=~"$registry|"} * ignoring (alertstate) group_left () ALERTS_FOR_STATE{alertname=~"Sverka.*"}
) * 1000`).as(fromNow)).wide(16),
		figures("Does every instance answer?",
			"Of each instance, whether Prometheus can scrape it. One that is down answers no caller either, or hangs.",
			number, q("{{instance}}", `up{job="sverka", @instance}`)).
			saying(word{"0", "down", worse}, word{"1", "up", good}).about("SverkaDown", "SverkaRestarting").wide(8),
		states("Which registries are held back?",
			"The gate of each registry, the worst of all instances. Holding: no lookup of it is asked, whichever. Click for the registry in depth.",
			gateWords(), q("{{registry}}", `max by (registry) (
  sverka_gate_state{state="holding", @registry}
  + on (job, instance, registry) 2 * sverka_maintenance_active{@registry}
)`)).about("SverkaGateHolding", "SverkaGateHoldingLong").wide(8),
		states("Which lookups are held back?",
			"The breaker of each lookup, the worst of all instances. Open: callers are refused at once, with a Retry-After.",
			breakerWords(), q("{{registry}}/{{lookup}}", `max by (registry, lookup) (
  sverka_breaker_state{state="half_open", @lookup}
  + on (job, instance, registry, lookup) 2 * sverka_breaker_state{state="open", @lookup}
)`)).about("SverkaBreakerNotClosed", "SverkaBreakerNotClosedLong").wide(16),
		list("Since when are they held back, and why?",
			"Breakers and gates that hold, with the commonest of the failures that made them. Empty: nothing is held back.",
			q("for", `max by (registry, lookup, instance, cause, rule) (
  (time() - (sverka_breaker_not_closed_since_timestamp_seconds{@lookup} > 0))
  * on (job, instance, registry, lookup) group_left (cause, rule) sverka_breaker_trip_info
)
or
max by (registry, instance, cause) (
  (time() - (sverka_gate_holding_since_timestamp_seconds{@registry} > 0))
  * on (job, instance, registry) group_left (cause) (sverka_gate_hold_cause == 1)
)`).as(duration)),
		list("What did an operator decide?",
			"Gates and breakers that stand on a mode by hand, and when that ends. Alerts about them are silent. Empty: all measure and protect. The reasons are in the console.",
			q("ends", `1000 * max by (registry, lookup, instance, mode) (
  (sverka_breaker_override{@lookup} == 1 or sverka_gate_override{@registry} == 1)
  * on (job, instance, registry, lookup) group_left () sverka_override_until_timestamp_seconds
)`).as(fromNow, word{"0", "never: the configuration's", bad})).about("SverkaOverrideForgotten"),
		list("Which registries are closed by their calendar, and which will be?",
			"What fails while one is closed was announced, and is in no objective. Look at the next time before a release.",
			q("now", `max by (registry) (sverka_maintenance_active{@registry})`).as(number, word{"0", "works", good}, word{"1", "closed", told}),
			q("next", `1000 * max by (registry) (sverka_maintenance_next_timestamp_seconds{@registry})`).as(fromNow, word{"0", "no date is known", plain})),
		bars("How much of each quota is left?",
			"The part of the window or day that this process, or the one with the least, may still ask. At nothing, lookups are refused as quota.",
			share, q("{{registry}} {{operation}} per {{window}}", `min by (registry, operation, window) (sverka_quota_left{@registry} / sverka_quota_limit{@registry})`)).
			under("SverkaQuotaLow", 0.1),
	}
}

func hurts() []panel {
	return []panel{
		graph("Which callers fail, and whose doing is it?",
			"Failed lookups a second by caller, and by whose doing the failure is: registry, gateway, or the caller's own.",
			perSecond, q("{{caller}}: {{origin}}",
				`sum by (caller, origin) (rate(sverka_caller_lookups_total{class="failed", registry=~"$registry", @caller}[$__rate_interval]))`)).
			about("SverkaCallerGuesses"),
		bars("Which callers lost most?",
			"Lookups that failed by no doing of the caller's, over the time shown: whom to tell.",
			number, q("{{caller}}", `topk(10, sum by (caller) (
  increase(sverka_caller_lookups_total{class="failed", origin=~"gateway|registry", registry=~"$registry", @caller}[$__range])
))`)),
		graph("What are the failures?",
			"The ten commonest kinds with their reasons. Empty: nothing fails.",
			perSecond, q("{{registry}}: {{result}} {{reason}} ({{origin}})",
				`topk(10, sum by (registry, result, reason, origin) (rate(sverka_lookups_total{origin!="", @lookup}[$__rate_interval]))) > 0`)).wide(24),
	}
}

func objectives() []panel {
	return []panel{
		graph("How fast does our own budget burn?",
			"1 spends just the budget of 28 days. At 14.4 over an hour or 6 over six somebody is woken, at 1 over three days it is for the day. These failures are of the gateway.",
			number,
			q("5m", `sverka:slo_gateway_bad:ratio_rate5m / on (job) (1 - sverka:slo_gateway_target:ratio)`),
			q("1h", `sverka:slo_gateway_bad:ratio_rate1h / on (job) (1 - sverka:slo_gateway_target:ratio)`),
			q("6h", `sverka:slo_gateway_bad:ratio_rate6h / on (job) (1 - sverka:slo_gateway_target:ratio)`),
			q("3d", `sverka:slo_gateway_bad:ratio_rate3d / on (job) (1 - sverka:slo_gateway_target:ratio)`)).
			over("SverkaGatewayBudgetBurns", 1).over("SverkaGatewayBudgetBurns", 6).wakes().over("SverkaGatewayBudgetBurns", 14.4).wakes(),
		graph("How fast do the registries' budgets burn?",
			"The same of each lookup, by the targets of the configuration, over an hour. Announced maintenance is not counted.",
			number, q("{{registry}}/{{lookup}}", `sverka:slo_registry_bad:ratio_rate1h{@made} / on (job, registry, lookup) (1 - sverka:slo_registry_target:ratio)`)).
			over("SverkaRegistryBudgetBurns", 1).over("SverkaRegistryBudgetBurns", 6).wakes().over("SverkaRegistryBudgetBurns", 14.4).wakes(),
		bars("How much of the budgets of 28 days is left?",
			"At nothing it is spent: a matter for the agreement with the registry's operators; of our own, releases wait.",
			share,
			q("the gateway", `clamp_min(sverka:slo_gateway_budget_left:ratio, 0)`),
			q("{{registry}}/{{lookup}}", `clamp_min(sverka:slo_registry_budget_left:ratio{@made}, 0)`)).
			at(limit{value: 0.01, under: true}).about("SverkaGatewayBudgetSpent", "SverkaRegistryBudgetSpent"),
		graph("Which registries are slower than was agreed?",
			"Time in which 95 of 100 lookups end, kept answers aside, as a part of the objective. Above 1 for minutes somebody is told.",
			share, q("{{registry}}/{{lookup}}", `histogram_quantile(0.95,
  sum by (job, registry, lookup, le) (rate(sverka_lookup_duration_seconds_bucket{class!="cached", @lookup}[$__rate_interval]))
)
/ on (job, registry, lookup) max by (job, registry, lookup) (sverka_slo_registry_objective_seconds)`)).
			at(limit{value: 1}).about("SverkaSlow"),
	}
}

func traffic() []panel {
	return []panel{
		pile("How much is asked, and what comes of it?",
			"Lookups a second: answered by the registry, answered from what is kept, failed.",
			perSecond, q("{{class}}", `sum by (class) (rate(sverka_caller_lookups_total{registry=~"$registry", @caller}[$__rate_interval]))`)),
		graph("How long do callers wait?",
			"The middle one, and the hundredth, by class: kept answers are quick whatever the registry does, and failures may be too.",
			seconds,
			q("{{class}}, half", `histogram_quantile(0.5, sum by (class, le) (rate(sverka_lookup_duration_seconds_bucket{@lookup}[$__rate_interval])))`),
			q("{{class}}, 99 of 100", `histogram_quantile(0.99, sum by (class, le) (rate(sverka_lookup_duration_seconds_bucket{@lookup}[$__rate_interval])))`)),
	}
}
