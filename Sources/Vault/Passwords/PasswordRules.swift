/// What a password has to be when it is chosen. Never asked of one that is only typed in.
///
/// The default follows NIST SP 800-63B-4, 3.1.1.2: 15 characters, no rules of composition, no expiry, and lists of what is
/// tried first. NIST lets 8 characters do beside a second factor; we ask 15 of everyone, because a password is chosen before
/// there is a second factor and stays when that is reset.
///
/// Amazon's Data Protection Policy (1.4, November 2025) asks for what NIST forbids: four classes and a yearly change, of at
/// least 12 characters. So that set applies to members who can see such data, and only to them. Who belongs to several
/// workspaces has one password, and the stricter of their rules (`stricter`).
public struct PasswordRules: Sendable, Hashable {
    /// Fewest code points after normalisation.
    public var leastLength: Int
    /// Whether a small letter, a capital, a digit and a sign must all be there.
    public var needsFourClasses: Bool
    /// How many earlier passwords may not come back.
    public var remembered: Int
    /// Days after which another must be chosen; `nil` for never.
    public var longestDays: Int?

    public init(leastLength: Int, needsFourClasses: Bool, remembered: Int, longestDays: Int?) {
        self.leastLength = leastLength
        self.needsFourClasses = needsFourClasses
        self.remembered = remembered
        self.longestDays = longestDays
    }

    public static let standard = PasswordRules(
        leastLength: 15, needsFourClasses: false, remembered: 10, longestDays: nil)

    public static let amazonBuyerData = PasswordRules(
        leastLength: 12, needsFourClasses: true, remembered: 10, longestDays: 365)

    /// Rules that satisfy both.
    public func stricter(_ other: PasswordRules) -> PasswordRules {
        PasswordRules(
            leastLength: max(self.leastLength, other.leastLength),
            needsFourClasses: self.needsFourClasses || other.needsFourClasses,
            remembered: max(self.remembered, other.remembered),
            longestDays: [self.longestDays, other.longestDays].compactMap { $0 }.min())
    }

    /// Every reason not to take `password`, in the order a person should mend them; empty when it is good.
    ///
    /// Earlier passwords are compared by hashing, which costs: that is `PasswordHash.matches`, and asked last.
    ///
    /// - Parameters:
    ///   - person: Words that stand for this member: name, address, company.
    ///   - common: What is tried first anywhere.
    public func faults(
        in password: Password, person: PersonalWords, common: CommonPasswords
    ) -> [PasswordFault] {
        let text = password.secret.reveal()
        var faults: [PasswordFault] = []
        if password.length < self.leastLength { faults.append(.tooShort(least: self.leastLength)) }
        if self.needsFourClasses, !Self.hasFourClasses(text) { faults.append(.needsFourClasses) }
        if person.appear(in: text) { faults.append(.personal) }
        if common.contains(text) {
            faults.append(.breached)
        } else if Guessing(common: common, person: person).ownLength(of: text) < Guessing.leastOwnLength {
            faults.append(.guessable)
        }
        return faults
    }

    /// A letter without case counts as a sign: `ß` or `字` is none that the four classes foresee.
    private static func hasFourClasses(_ text: String) -> Bool {
        let scalars = text.unicodeScalars
        let isSmall = { (scalar: Unicode.Scalar) in scalar.properties.generalCategory == .lowercaseLetter }
        let isCapital = { (scalar: Unicode.Scalar) in scalar.properties.generalCategory == .uppercaseLetter }
        let isDigit = { (scalar: Unicode.Scalar) in scalar.properties.generalCategory == .decimalNumber }
        return scalars.contains(where: isSmall) && scalars.contains(where: isCapital)
            && scalars.contains(where: isDigit)
            && scalars.contains { !isSmall($0) && !isCapital($0) && !isDigit($0) }
    }
}
