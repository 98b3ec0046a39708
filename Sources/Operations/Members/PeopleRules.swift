public import Foundation
import Records
import Store
public import Vault
public import Wire

/// How people are let in here: what passwords cost and must be, how long sessions live, where mail goes.
public struct PeopleRules: Sendable {
    /// Hashes one password at a time.
    public var desk: PasswordDesk
    public var cost: PasswordCost
    public var passwords: PasswordRules
    public var common: CommonPasswords
    /// Every password known to be breached, where the operator has the file.
    public var breached: BreachedPasswords?
    public var sessions: SessionLimits
    /// Whether owners, admins and who sees buyers' data must have a second factor (ACC-3).
    public var needsSecondFactor: Bool
    /// Where people reach the pages: what links begin with.
    public var address: URL
    /// `nil` where no mail is sent: links are shown to whoever made them.
    public var mailer: Mailer?
    /// What whoever gets an account has to accept; `nil` where the operator has none.
    public var terms: Terms?

    public init(
        cost: PasswordCost = .standard, passwords: PasswordRules = .standard, common: CommonPasswords = .builtIn,
        breached: BreachedPasswords? = nil, sessions: SessionLimits = .standard, needsSecondFactor: Bool = true,
        address: URL, mailer: Mailer? = nil, terms: Terms? = nil
    ) {
        self.desk = PasswordDesk(cost: cost)
        self.cost = cost
        self.passwords = passwords
        self.common = common
        self.breached = breached
        self.sessions = sessions
        self.needsSecondFactor = needsSecondFactor
        self.address = address
        self.mailer = mailer
        self.terms = terms
    }

    /// What one member's password must be: stricter for who may see buyers' data where a shop at Amazon is connected (ENC-8). In
    /// `store.system`.
    func passwords(of member: UUID, _ db: any SQLConnection) throws -> PasswordRules {
        for (place, _) in try MembershipRecords.all(db, member: member) where place.buyerData {
            if try ClaimedShopRecords.any(db, channel: "amazon", tenant: place.tenant) {
                return self.passwords.stricter(.amazonBuyerData)
            }
        }
        return self.passwords
    }

    /// What an installation has that was told nothing.
    static let standard: PeopleRules = {
        guard let here = URL(string: "http://127.0.0.1:8484") else { preconditionFailure("an address of ours is one") }
        return PeopleRules(address: here)
    }()

    /// A link that brings a token. It is a secret: shown to whom it is for, never logged.
    public func link(_ path: String, _ token: BearerToken) -> Secret {
        var base = self.address.absoluteString
        while base.hasSuffix("/") { base.removeLast() }
        return Secret("\(base)/\(path)?token=\(token.secret.reveal())")
    }
}
