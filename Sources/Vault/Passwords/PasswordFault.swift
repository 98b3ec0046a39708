/// Why a password was not taken. No case repeats any of it.
public enum PasswordFault: Error, Hashable, Sendable {
    /// Fewer characters than `least`.
    case tooShort(least: Int)
    /// More bytes than `Password.longest`.
    case tooLong
    /// Holds a control character or one that Unicode does not know.
    case untypable
    /// Lacks a lower-case letter, a capital, a digit or a sign, where the rules ask for all four.
    case needsFourClasses
    /// Holds the member's name or a part of the address.
    case personal
    /// Is on a list of common or breached passwords.
    case breached
    /// Is put together from few common pieces: words, years, rows of the keyboard, repetitions.
    case guessable
    /// Is one of the member's earlier passwords.
    case used
}

extension PasswordFault: CustomStringConvertible {
    /// A stable word for the API and the tests.
    public var code: String {
        switch self {
        case .tooShort: "password-too-short"
        case .tooLong: "password-too-long"
        case .untypable: "password-untypable"
        case .needsFourClasses: "password-needs-four-classes"
        case .personal: "password-personal"
        case .breached: "password-breached"
        case .guessable: "password-guessable"
        case .used: "password-used"
        }
    }

    public var description: String {
        switch self {
        case .tooShort(let least):
            "The password is too short. Use at least \(least) characters; a few unrelated words with spaces are fine."
        case .tooLong:
            "The password is too long. Use at most \(Password.longest) bytes, which is \(Password.longest) Latin letters."
        case .untypable:
            "The password holds a character that cannot be typed again for sure. Use letters, digits, signs and spaces."
        case .needsFourClasses:
            "This workspace handles data for which Amazon asks more. Use small and capital letters, a digit and a sign."
        case .personal:
            "The password holds your name or a part of your address. Leave them out."
        case .breached:
            "This password is known from other sites and is among the first to be tried. Choose another."
        case .guessable:
            "The password is made of few common pieces. Add unrelated words, or let a password manager make one."
        case .used:
            "You have used this password before. Choose another."
        }
    }
}
