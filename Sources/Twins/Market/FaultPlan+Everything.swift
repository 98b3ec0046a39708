extension FaultPlan {
    /// A moderate mix with every kind on: about one call in six is disturbed.
    ///
    /// The second program only lowers stock and moves prices. `keyRefused` strikes at most once, for a second,
    /// because a hub rightly stops at 401; `hugeBody` strikes at most twice. `selfOversell` is left out unless asked
    /// for: a shop that sells what it does not have makes "never sold twice" impossible to judge.
    public static func everything(seed: UInt64, selfOversell: Bool = false) -> FaultPlan {
        var rules: [FaultRule] = [
            FaultRule(.throttle, probability: 0.02, seconds: 1),
            FaultRule(.unavailable, probability: 0.01, seconds: 1),
            FaultRule(.errorBefore, probability: 0.015),
            FaultRule(.errorAfter, probability: 0.015),
            FaultRule(.timeoutBefore, probability: 0.006, seconds: 1.5),
            FaultRule(.timeoutAfter, probability: 0.006, seconds: 1.5),
            FaultRule(.htmlPage, probability: 0.01),
            FaultRule(.errorInside200, probability: 0.01),
            FaultRule(.silentRejection, probability: 0.01),
            FaultRule(.keyRefused, probability: 0.0005, times: 1, seconds: 1),
            FaultRule(.phpNotice, probability: 0.01),
            FaultRule(.emptyBody, probability: 0.006),
            FaultRule(.truncatedBody, probability: 0.006),
            FaultRule(.notUTF8, probability: 0.006),
            FaultRule(.hugeBody, probability: 0.001, times: 2, seconds: 50),
            FaultRule(.slowAnswer, probability: 0.01, seconds: 1),
            FaultRule(.lateWrite, probability: 0.02, seconds: 4),
            FaultRule(.staleRead, probability: 0.03, seconds: 2),
            FaultRule(.partialBatch, probability: 0.03),
            FaultRule(.webhookDuplicated, probability: 0.1),
            FaultRule(.webhookDelayed, probability: 0.1, seconds: 3),
            FaultRule(.webhookReordered, probability: 0.1),
            FaultRule(.webhookLost, probability: 0.1),
            FaultRule(.webhookBadSignature, probability: 0.03),
            FaultRule(.orderLate, probability: 0.1, seconds: 3),
            FaultRule(.unpaidHold, probability: 0.1, seconds: 3),
            FaultRule(.selfCancel, probability: 0.05, seconds: 3),
            FaultRule(.cancelWithoutRestock, probability: 0.3),
            FaultRule(.secondProgramStock, probability: 0.1, direction: .lowering),
            FaultRule(.secondProgramPrice, probability: 0.1),
            FaultRule(.clockSkew, times: 1, seconds: Self.skew(seed: seed)),
            FaultRule(.clockStep, probability: 0.02, seconds: 2),
        ]
        if selfOversell { rules.append(FaultRule(.selfOversell, probability: 0.02)) }
        return FaultPlan(rules, seed: seed)
    }

    /// Up to a minute and a half ahead or behind.
    private static func skew(seed: UInt64) -> Double {
        var dice = Dice(seed: seed)
        return Double(dice.whole(-90...90))
    }
}
