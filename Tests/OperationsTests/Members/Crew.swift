import Commerce
import Foundation
import Records
import Store
import Synchronization
import Testing
import Wire
import Workbench

@testable import Operations
@testable import Vault

/// An installation with people in it, whose clock and mail a test holds. Passwords cost next to nothing here.
struct Crew {
    var hub: Installation
    let clock: ManualClock
    let post: Post
    let tenant: UUID

    static let password = "quarry lantern mosaic 42 violin"
    static let other = "harbour thicket oyster 91 cello"
    static let cost = PasswordCost(logN: 2, r: 8, p: 1) ?? .standard
    static let browser = BrowserMarks(label: "Firefox on Linux")

    /// - Parameter mails: Whether mail is sent.
    init(
        _ engine: Engine, mails: Bool = true, needsSecondFactor: Bool = false, places: Int = 64
    ) async throws {
        let hall = try await Hall(engine)
        var hub = hall.hub
        let post = Post()
        hub.people = PeopleRules(
            cost: Self.cost, needsSecondFactor: needsSecondFactor,
            address: try #require(URL(string: "https://hub.example")), mailer: mails ? post.mailer : nil)
        hub.people.desk = PasswordDesk(cost: Self.cost, places: places)
        self.hub = hub
        self.clock = hall.clock
        self.post = post
        let made = try await CreateWorkspace(name: "Studio", currency: .eur).run(hub)
        self.tenant = try #require(UUID(uuidString: made.id))
    }

    /// A member with the usual password, signed in.
    func member(
        _ address: String, _ role: Role = .owner, buyerData: Bool = false, in tenant: UUID? = nil
    ) async throws -> (visitor: Visitor, token: BearerToken) {
        let link = try await CreateMember(
            address: address, name: "Person", role: role.name, tenant: tenant ?? self.tenant, buyerData: buyerData
        ).run(self.hub)
        if let link {
            try await ResetPassword(token: Self.token(in: link.reveal()), password: Self.password).run(self.hub)
        }
        return try await self.signIn(address)
    }

    func signIn(
        _ address: String, _ password: String = Self.password, device: BearerToken? = nil
    ) async throws -> (visitor: Visitor, token: BearerToken) {
        let signed = try await SignIn(
            address: address, password: password, marks: BrowserMarks(device: device, label: "Firefox on Linux")
        ).run(self.hub)
        return (try #require(try await self.visitor(signed.token)), signed.token)
    }

    /// A token of the API that is a member's, with all that their role may do.
    func token(_ name: String, of member: UUID) async throws -> CreatedToken {
        try await CreateToken(name: name, tenant: self.tenant, owner: .init(member)).run(self.hub)
    }

    func visitor(_ token: BearerToken) async throws -> Visitor? { try await FindVisitor(token).run(self.hub) }

    /// Turns the second factor on.
    ///
    /// - Returns: The app's secret, the recovery codes, and the session as it is then.
    func secondFactor(
        _ visitor: Visitor
    ) async throws -> (secret: TOTPSecret, codes: [String], token: BearerToken) {
        let pending = try await BeginSecondFactor().run(visitor, self.hub)
        let secret = try #require(TOTPSecret(base32: pending.secret.reveal().replacing(" ", with: "")))
        let (codes, token) = try await ConfirmSecondFactor(password: Self.password, code: self.code(secret)).run(
            visitor, self.hub)
        return (secret, codes.map { $0.reveal() }, token)
    }

    /// What the app shows now, or at another time.
    func code(_ secret: TOTPSecret, later seconds: TimeInterval = 0) -> String {
        HOTP.code(secret.bytes, counter: UInt64(TOTP.step(at: self.clock.now.addingTimeInterval(seconds))))
    }

    func system<Value: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> Value) async throws -> Value
    {
        try await self.hub.store.system(body)
    }

    /// The token of a link.
    static func token(in text: String) -> String {
        String(text.split(separator: "token=").last?.prefix { !$0.isWhitespace } ?? "")
    }
}

/// A mailbox for everybody.
final class Post: Sendable {
    private let box = Mutex<(letters: [MailMessage], trouble: MailError?)>(([], nil))

    var mailer: Mailer {
        Mailer { (message, _, _) async throws(MailError) in
            let trouble = self.box.withLock { box in
                if box.trouble == nil { box.letters.append(message) }
                return box.trouble
            }
            if let trouble { throw trouble }
        }
    }

    /// What the server says from now on; `nil` for yes.
    func says(_ trouble: MailError?) { self.box.withLock { $0.trouble = trouble } }

    var letters: [MailMessage] { self.box.withLock { $0.letters } }

    /// The newest link that was mailed to an address.
    func link(to address: String) -> String? {
        self.letters.last { $0.to == address && $0.text.contains("token=") }.map { Crew.token(in: $0.text) }
    }
}

/// What an operation of people is refused with.
func refusal<Value>(_ body: () async throws -> Value) async -> MemberError? {
    do {
        _ = try await body()
        return nil
    } catch { return error as? MemberError }
}

/// How often each outcome came of doing something many times at once; `nil` is success.
func outcomes(of times: Int, _ body: @escaping @Sendable (Int) async throws -> Void) async -> [String: Int] {
    await withTaskGroup(of: String.self) { group in
        for index in 0..<times {
            group.addTask {
                do {
                    try await body(index)
                    return "done"
                } catch { return (error as? MemberError)?.code ?? "\(error)" }
            }
        }
        return await group.reduce(into: [:]) { $0[$1, default: 0] += 1 }
    }
}
