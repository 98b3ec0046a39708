/// What buyers wanted, and how much of it was sold: here, and by a hub that knows everything at once.
struct Demand: Sendable {
    struct Wish: Sendable {
        var draws: [String: Int]
        var units: Int
        /// Whether the buyer went home with it.
        var isMet: Bool
        /// Whether it comes back: then it takes nothing away for good.
        var comesBack: Bool
    }

    enum Step: Sendable {
        case wish(Wish)
        case supply(String, Int)
    }

    /// By workspace, in order of time.
    var steps: [Int: [Step]] = [:]

    mutating func note(_ step: Step, in workspace: Int) { self.steps[workspace, default: []].append(step) }

    /// Sales made, and those that one shelf for all shops would have made.
    func sales(of workspace: Int, supply: [String: Int]) -> (made: Int, possible: Int) {
        var left = supply
        var made = 0
        var possible = 0
        for step in self.steps[workspace] ?? [] {
            switch step {
            case .supply(let part, let units): left[part, default: 0] += units
            case .wish(let wish):
                if wish.isMet { made += 1 }
                guard wish.draws.allSatisfy({ left[$0.key] ?? 0 >= $0.value * wish.units }) else { continue }
                possible += 1
                if wish.comesBack { continue }
                for (part, each) in wish.draws { left[part, default: 0] -= each * wish.units }
            }
        }
        return (made, possible)
    }
}
