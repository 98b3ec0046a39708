import Foundation

/// The developer's Analytics API: how many calls are left today.
extension EbayFront {
    func answerLimits(_ call: EbayCall) -> EbayOutcome {
        let limits = self.app.limits
        let now = self.now
        let known = limits.perDay.sorted { $0.key < $1.key }.filter { _, limit in
            call["api_context"].map { $0 == limit.context } ?? true && call["api_name"].map { $0 == limit.name } ?? true
        }
        guard !known.isEmpty else { return .done }
        return EbayOutcome([
            "rateLimits": .array(
                known.map { base, limit in
                    let window = limits.window(base, at: now)
                    return [
                        "apiContext": .string(limit.context), "apiName": .string(limit.name),
                        "apiVersion": .string(limit.version),
                        "resources": [
                            [
                                "name": .string("\(limit.context).\(limit.name)"),
                                "rates": [
                                    [
                                        "limit": .integer(limit.perDay),
                                        "remaining": .integer(max(0, limit.perDay - window.calls)),
                                        "reset": .string(
                                            EbayDate.text(window.began.addingTimeInterval(EbayLimits.span))),
                                        "timeWindow": .integer(Int(EbayLimits.span)),
                                    ]
                                ],
                            ]
                        ],
                    ]
                })
        ])
    }
}
