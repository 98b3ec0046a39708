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

    /// The same where documents of `most` writes each, worked through one after the other in `time` seconds, go beside the
    /// calls: with each number of documents, the later of the last one's end and of the last call.
    func least(writes: Int, most: Int, time: Double) -> Double {
        (0...(writes / most + 1)).map { documents in
            max(Double(documents) * time, self.least(calls: max(0, writes - documents * most)))
        }.min() ?? 0
    }
}
