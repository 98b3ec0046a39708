/// Counts as people read them: `1,204`, `-3`. Commas between thousands, the same on every machine.
func counted(_ number: Int) -> String {
    var digits = String(number.magnitude)
    var groups: [Substring] = []
    while digits.count > 3 {
        groups.append(digits.suffix(3))
        digits.removeLast(3)
    }
    groups.append(digits[...])
    return (number < 0 ? "-" : "") + groups.reversed().joined(separator: ",")
}

/// A change with its sign: `+4`, `-2` (with a true minus), `0`.
func signed(_ change: Int) -> String {
    switch change {
    case 0: "0"
    case ..<0: "\u{2212}" + counted(Int(clamping: change.magnitude))
    default: "+" + counted(change)
    }
}

/// `1 change`, `2 changes`: a count with its noun.
func counted(_ number: Int, _ one: String, _ many: String) -> String {
    "\(counted(number)) \(number == 1 ? one : many)"
}
