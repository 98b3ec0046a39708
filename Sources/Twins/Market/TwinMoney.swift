/// An amount in hundredths. The twins' shops use currencies with two decimals.
struct TwinMoney: Sendable, Hashable {
    var minor: Int

    init(minor: Int) { self.minor = minor }

    /// Reads `12`, `12.5`, `12.50`; `nil` for an empty or unreadable text.
    init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 2, let whole = Int(parts.first ?? ""), whole >= 0 else { return nil }
        let fraction = parts.count == 2 ? String(parts[1].prefix(2)) : ""
        guard let cents = Int((fraction + "00").prefix(2)), cents >= 0 else { return nil }
        self.minor = whole * 100 + cents
    }

    var text: String {
        let cents = abs(self.minor % 100)
        return "\(self.minor < 0 ? "-" : "")\(abs(self.minor / 100)).\(cents < 10 ? "0" : "")\(cents)"
    }
}
