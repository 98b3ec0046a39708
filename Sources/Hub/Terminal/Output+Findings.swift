import Operations

extension Output {
    /// Findings as people read them: a mark, what was looked at, what was found, and the way out.
    func findings(_ all: [Finding]) {
        for one in all {
            self.line("\(one.level.mark) \(one.what): \(one.sentence)")
            if let wayOut = one.wayOut { self.line("     way out: \(wayOut)") }
        }
    }
}

extension Finding.Level {
    fileprivate var mark: String {
        switch self {
        case .fine: "ok   "
        case .notice: "look "
        case .problem: "WRONG"
        }
    }
}
