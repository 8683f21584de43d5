package mock

// What chance decides between. Each is a respect of its own in mixes.
const (
	ofFate         = "what became of the stay"
	ofRegistration = "registration of those whose stay holds"
	ofPaper        = "what migration has heard of the identity document"
	ofWriting      = "how the person writes his name"
	ofMigration    = "how migration writes the name"
	ofAccount      = "pension account"
	ofPayments     = "payments of those who have an account"
	ofINN          = "INN"
	ofObligations  = "what is owed under an INN that holds"
	ofConvictions  = "criminal record"
	ofLists        = "lists of restrictions"
	ofLapsedLists  = "lists of restrictions, of those whose stay ended"
	ofCertificate  = "how long the criminal record takes"
)

// A Share is how often something is the case, of a thousand.
type Share struct {
	What     string `json:"what"`
	Thousand int    `json:"thousand"`
}

// A Mix says how often what is the case: of a thousand people of whom the respect is asked, how many. The last has all that are left.
type Mix struct {
	Respect string  `json:"respect"`
	Shares  []Share `json:"shares"`
}

//nolint:gochecknoglobals // a table, never written to
var mixes = [...]Mix{
	{"stay: visa_free", []Share{{"patent", 560}, {"visa_free", 180}, {"rvp", 70}, {"family", 40}, {"vnzh", 150}}},
	{"stay: eaeu", []Share{{"eaeu_work", 680}, {"family", 50}, {"rvp", 60}, {"vnzh", 210}}},
	{"stay: visa", []Share{{"study", 430}, {"work_permit", 360}, {"rvpo", 60}, {"rvp", 50}, {"vnzh", 100}}},
	{"stay: asylum", []Share{{"asylum", 620}, {"refugee", 80}, {"study", 300}}},
	{"stay: stateless", []Share{{"stateless", 600}, {"vnzh_stateless", 400}}},
	{ofFate, []Share{
		{"holds", 911}, {"expired", 35}, {"expired_unnoticed", 8}, {"annulled", 12}, {"just_arrived", 12}, {"unknown_to_migration", 10},
		{"not_kept", 2}, {"became_russian", 6}, {"deceased", 4},
	}},
	{ofRegistration, []Share{{"registered", 940}, {"moved_out", 35}, {"nowhere", 25}}},
	{ofPaper, []Share{{"known", 988}, {"reported_lost", 8}, {"reported_invalid", 4}}},
	{ofWriting, []Share{{"as_in_passport", 950}, {"capitals", 30}, {"spaced", 20}}},
	{ofMigration, []Share{{"the_same", 970}, {"with_yo", 12}, {"latin_otherwise", 12}, {"misspelt", 6}}},
	{ofAccount, []Share{{"in_use", 800}, {"none", 184}, {"merged", 8}, {"day_and_month_exchanged", 8}}},
	{ofPayments, []Share{{"nothing", 850}, {"paid", 130}, {"untold", 12}, {"unknown", 8}}},
	{ofINN, []Share{{"active", 780}, {"none", 209}, {"duplicate", 7}, {"registering", 4}}},
	{ofObligations, []Share{{"nothing", 905}, {"debt", 83}, {"debt_without_items", 12}}},
	{ofConvictions, []Share{
		{"nothing", 968}, {"convicted", 12}, {"year_of_birth_only", 6}, {"look_by_hand", 4}, {"free_text", 4}, {"no_data", 6},
	}},
	{ofLists, []Share{{"nothing", 988}, {"entry_ban", 6}, {"entry_ban_over", 3}, {"entry_ban_without_document", 3}}},
	{ofLapsedLists, []Share{{"nothing", 600}, {"controlled_persons", 350}, {"entry_ban", 50}}},
	{ofCertificate, []Share{{"as_configured", 990}, {"two_days", 10}}},
}

// chance returns what is the case with the person in some respect of mixes.
func (l *life) chance(respect string) string {
	for i := range mixes {
		if mixes[i].Respect != respect {
			continue
		}
		shares, draw := mixes[i].Shares, int(l.draw(respect, 1000)) //nolint:gosec // it is below 1000
		for _, s := range shares[:len(shares)-1] {
			if draw < s.Thousand {
				return s.What
			}
			draw -= s.Thousand
		}
		return shares[len(shares)-1].What
	}
	return ""
}

// draw returns one of the numbers below n, evenly.
func (l *life) draw(respect string, n uint64) uint64 { return l.crowd.Draw(l.Number, respect) % n }
