extension Money: CustomStringConvertible {
    /// As channels take it: digits, a point, the currency's decimals, no grouping. `12.50`, `-0.05`, `1200` for yen.
    public var channelText: String {
        let digits = String(self.minor.magnitude)
        let decimals = self.currency.decimals
        let sign = self.minor < 0 ? "-" : ""
        guard decimals > 0 else { return sign + digits }
        let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
        return "\(sign)\(padded.dropLast(decimals)).\(padded.suffix(decimals))"
    }

    /// For people: `12.50 EUR`, `1200 JPY`.
    public var description: String { "\(self.channelText) \(self.currency.code)" }
}
