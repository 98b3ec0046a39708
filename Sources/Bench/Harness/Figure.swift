/// One line of the table: what was measured, the bar it is held to, and how it came out.
struct Figure: Sendable, Codable {
    /// What was measured and against what, such as "claim and finish / raw SKIP LOCKED".
    var title: String
    var bar: Bar
    /// What the bar is about: the ratios, or a count.
    var result: Spread
    /// Absolute medians and what else helps to read it: "61,000 jobs/s against 70,100".
    var detail: String

    var isMet: Bool { self.bar.isMet(by: self.result.median) }
}

/// What a figure is held to.
enum Bar: Sendable, Hashable, Codable {
    /// A ratio or a count that must not be smaller.
    case atLeast(Double, unit: String = "×")
    /// A ratio or a count that must not be larger.
    case atMost(Double, unit: String = "×")
    /// For information.
    case none(unit: String = "×")

    func isMet(by value: Double) -> Bool {
        switch self {
        case .atLeast(let bar, _): value >= bar
        case .atMost(let bar, _): value <= bar
        case .none: true
        }
    }

    var unit: String {
        switch self {
        case .atLeast(_, let unit), .atMost(_, let unit), .none(let unit): unit
        }
    }

    var words: String {
        switch self {
        case .atLeast(let bar, let unit): "≥ " + Number.text(bar) + Number.unit(unit)
        case .atMost(let bar, let unit): "≤ " + Number.text(bar) + Number.unit(unit)
        case .none: "–"
        }
    }
}
