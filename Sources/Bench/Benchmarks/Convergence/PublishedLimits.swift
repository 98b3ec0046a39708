/// What a channel's published limits allow, by arithmetic that knows nothing of the hub's budgets or planner.
struct PublishedLimits: Sendable {
    /// Calls in any second, less what is kept back for what is urgent.
    var perSecond: Double
    /// Calls in any 24 hours, less what is kept back; `nil` where none is published.
    var perDay: Double?

    /// Seconds after which `calls` calls have left at best, beginning with limits of which nothing was used.
    func least(calls: Int) -> Double {
        let inOneGo = self.perDay ?? .infinity
        let days = max(0, (Double(calls) / inOneGo).rounded(.up) - 1)
        let rest = Double(calls) - days * (days > 0 ? inOneGo : 0)
        return days * 86_400 + rest / self.perSecond
    }
}
