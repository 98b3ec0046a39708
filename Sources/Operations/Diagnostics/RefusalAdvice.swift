/// What a refusal asks for, and what a person does about it, by its code.
///
/// Codes are the connectors' own words for what all channels have in common. A channel's own code has no entry: its sentence
/// is the rule.
struct RefusalAdvice: Sendable {
    var rule: String?
    var fix: String

    static func of(_ code: String?) -> RefusalAdvice {
        code.flatMap { self.known[$0] } ?? RefusalAdvice(fix: "Mend what the shop says there, and try it again.")
    }

    private static let known: [String: RefusalAdvice] = [
        "not-found": RefusalAdvice(
            rule: "The listing has to be there.",
            fix: "It was deleted at the shop. Read its listings anew, or put it on sale there again."),
        "ended": RefusalAdvice(
            rule: "An ended listing takes no change.", fix: "Renew it at the shop, and try it again."),
        "bad-reference": RefusalAdvice(
            rule: "The listing's id has to be one of the shop's.", fix: "Read the shop's listings anew."),
        "wrong-currency": RefusalAdvice(
            rule: "A price is in the currency the shop sells in.",
            fix: "Give the shop a price rule, or set its currency back there."),
        "other-currency": RefusalAdvice(
            rule: "A price is in the currency the shop sells in.",
            fix: "Give the shop a price rule, or set its currency back there."),
        "not-managing-stock": RefusalAdvice(
            rule: "The shop has to count the stock of it.", fix: "Switch its counting on at the shop, and try it again."
        ),
        "missing-right": RefusalAdvice(
            rule: "The consent has to cover it.", fix: "Consent again with the rights that the check names."),
        "too-many-units": RefusalAdvice(
            rule: "Shops take so many units and no more.", fix: "Show fewer: keep a buffer, or set a smaller number."),
        "no-location": RefusalAdvice(
            rule: "Units lie at a location of the shop.", fix: "Stock it at the shop's location, and try it again."),
        "write.not-applied": RefusalAdvice(
            rule: "What a shop takes it has to apply.",
            fix: "See at the shop what stands in its way, and try it again."),
        "write.not-taken": RefusalAdvice(
            rule: "What a shop takes it has to show.",
            fix: "Something at the shop sets the number back: a plugin, a rule, another program. Switch that off there."
        ),
        "offer.disputed": RefusalAdvice(
            rule: "One program sets a number.",
            fix: "Somebody or something at the shop changes it again and again. Stop that there, and try it again."),
    ]
}
