package httpapi

import (
	"slices"
	"strings"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/gen/api"
)

// said is what a citizen is told, and what he can do.
type said struct {
	message api.Message
	action  api.Action
}

func say(code api.MessageCode, action api.Action, ru, en string) said {
	return said{api.Message{Code: code, Ru: ru, En: en}, action}
}

// The catalogue: every text that a citizen may be shown, by its stable code. None gives a cause, names a list or tells
// what a registry holds; all adverse results share in_person, so that the text does not give away which it was.
func saidByCode(code api.MessageCode) said {
	switch code {
	case api.MessageCodeChecked:
		return say(code, api.ActionNone, "Проверка завершена.", "The check is complete.")
	case api.MessageCodeDiffers:
		return say(code, api.ActionFixInput,
			"Введённые сведения не совпали с данными ведомства. Проверьте, что они введены так, как в документе.",
			"What was entered does not agree with the registry's data. Check that it is entered as it stands in the document.")
	case api.MessageCodeNothingFound:
		return say(code, api.ActionFixInput,
			"Ведомство не нашло таких сведений. Проверьте, что всё введено так, как в документе.",
			"The registry found nothing of the kind. Check that everything is entered as it stands in the document.")
	case api.MessageCodeNotKept:
		return say(code, api.ActionNone, "Это ведомство не ведёт таких сведений.", "This registry does not keep such data.")
	case api.MessageCodeStateMore:
		return say(code, api.ActionFixInput,
			"Введённых сведений недостаточно, чтобы найти именно Вас. Укажите дополнительные сведения.",
			"What was entered is not enough to find you. Please state more.")
	case api.MessageCodeNotYet:
		return say(code, api.ActionWait,
			"Сведения могли ещё не поступить в ведомство. Попробуйте позже.",
			"The data may not have reached the registry yet. Please try later.")
	case api.MessageCodeInWork:
		return say(code, api.ActionWait,
			"Ведомство приняло запрос и ответит позже.", "The registry has taken the request and will answer later.")
	case api.MessageCodeCheckInput:
		return say(code, api.ActionFixInput,
			"Проверьте введённые сведения и исправьте отмеченное.", "Check what was entered and correct what is marked.")
	case api.MessageCodeNotOffered:
		return say(code, api.ActionNone, "Эта проверка здесь недоступна.", "This check is not offered here.")
	case api.MessageCodeTooOften:
		return say(code, api.ActionWait, "Слишком много запросов. Попробуйте позже.", "Too many requests. Please try later.")
	case api.MessageCodeTryLater:
		return say(code, api.ActionWait,
			"Проверка сейчас недоступна. Попробуйте позже.", "The check is not available now. Please try later.")
	case api.MessageCodeInPerson:
	}
	return say(api.MessageCodeInPerson, api.ActionVisit,
		"Завершить проверку онлайн не получилось. Пожалуйста, обратитесь лично.",
		"The check could not be completed online. Please come in person.")
}

// saidOfAnswer is what an answer of the lookup name comes to for the citizen. What is not known to be harmless is
// adverse.
func saidOfAnswer(name string, o adapters.Outcome, reason adapters.NotFoundReason, verdict adapters.Verdict) said {
	switch o {
	case adapters.Match:
		if slices.Contains(harmless(name), verdict) {
			return saidByCode(api.MessageCodeChecked)
		}
	case adapters.Clear:
		return saidByCode(api.MessageCodeChecked)
	case adapters.Mismatch:
		return saidByCode(api.MessageCodeDiffers)
	case adapters.Ambiguous:
		return saidByCode(api.MessageCodeStateMore)
	case adapters.NotFound:
		return saidOfNotFound(reason)
	case adapters.InProgress:
		return saidByCode(api.MessageCodeInWork)
	case adapters.Possible, adapters.Listed:
	}
	return saidByCode(api.MessageCodeInPerson)
}

func saidOfNotFound(reason adapters.NotFoundReason) said {
	switch reason {
	case adapters.NotKept:
		return saidByCode(api.MessageCodeNotKept)
	case adapters.WeakSearch:
		return saidByCode(api.MessageCodeStateMore)
	case adapters.NotYet:
		return saidByCode(api.MessageCodeNotYet)
	case adapters.NoRecord:
	}
	return saidByCode(api.MessageCodeNothingFound)
}

// harmless lists the verdicts of a match of the lookup name after which nothing stands against the citizen. A lookup
// without verdicts has the empty one.
func harmless(name string) []adapters.Verdict {
	switch name {
	case "migration/status":
		return []adapters.Verdict{adapters.Lawful}
	case "pension/snils-check":
		return []adapters.Verdict{""}
	case "tax/inn":
		return []adapters.Verdict{adapters.Active}
	default:
		return nil
	}
}

// saidOfFailure is what a failure comes to for the citizen: what he entered, or nothing of his doing.
func saidOfFailure(f *adapters.Failure) said {
	switch f.Kind {
	case adapters.InvalidQuery:
		if aboutSubject(f.Errors) {
			return saidByCode(api.MessageCodeCheckInput)
		}
		return saidByCode(api.MessageCodeNotOffered)
	case adapters.Unauthenticated, adapters.Forbidden:
		return saidByCode(api.MessageCodeNotOffered)
	case adapters.Limited:
		return saidByCode(api.MessageCodeTooOften)
	default:
		return saidByCode(api.MessageCodeTryLater)
	}
}

// aboutSubject reports whether all that is wrong is in what is stated about the person: only that can he look over. What
// else a request lacks is the portal's to mend.
func aboutSubject(errs []adapters.FieldError) bool {
	return len(errs) > 0 && !slices.ContainsFunc(errs, func(e adapters.FieldError) bool {
		return !strings.HasPrefix(e.Pointer, "/subject/")
	})
}

// titleOf says a kind in a few words for the caller's engineer; it is the same for every failure of the kind (RFC 9457,
// 3.1.3).
func titleOf(k adapters.Kind) string {
	switch k {
	case adapters.InvalidQuery:
		return "The request is not right"
	case adapters.Unauthenticated:
		return "The caller is not known"
	case adapters.Forbidden:
		return "The caller may not ask this"
	case adapters.Limited:
		return "The caller asks too often"
	case adapters.Canceled:
		return "The caller went away"
	case adapters.DeadlineEnded:
		return "The caller's deadline ended first"
	case adapters.Rejected:
		return "The registry refused what the gateway had checked"
	case adapters.Refused:
		return "The registry was not asked"
	case adapters.Denied:
		return "The registry refuses the gateway"
	case adapters.Throttled:
		return "The registry is asked too often"
	case adapters.Unavailable:
		return "The registry cannot be reached"
	case adapters.TimedOut:
		return "The registry did not answer in time"
	case adapters.Malformed:
		return "The registry's reply is not what its contract says"
	case adapters.Internal:
	}
	return "An error of the gateway"
}
