/// What becomes of half a minor unit.
public enum Rounding: String, Sendable, Hashable, CaseIterable, Codable {
    /// 0.5 → 1, -0.5 → -1; what a till does.
    case halfAway
    /// To the even neighbour; no drift over many amounts.
    case halfEven

    /// `numerator / denominator`, rounded. `denominator` must be positive.
    func divide(_ numerator: Int128, by denominator: Int128) -> Int128 {
        precondition(denominator > 0, "a share has a positive base")
        let (quotient, remainder) = numerator.quotientAndRemainder(dividingBy: denominator)
        let twice = remainder.magnitude * 2
        let step: Int128 = numerator < 0 ? -1 : 1
        if twice < denominator.magnitude { return quotient }
        if twice > denominator.magnitude { return quotient + step }
        switch self {
        case .halfAway: return quotient + step
        case .halfEven: return quotient.isMultiple(of: 2) ? quotient : quotient + step
        }
    }
}
