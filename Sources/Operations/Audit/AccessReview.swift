public import Foundation
import Records
import Store
import Vault
import Wire

/// One person who may come in, as the review of a quarter has them.
public struct AccessLine: Sendable, Hashable, Encodable {
    public var id: String
    public var name: String
    public var address: String
    public var role: String
    public var buyerData: Bool
    public var hasSecondFactor: Bool
    public var joinedAt: Date
    /// When they last looked at the workspace, to the hour; `nil` where they never did.
    public var seenAt: Date?
    /// Browsers that are signed in now.
    public var sessions: Int
    /// Tokens of the API that are theirs here, and fall with them.
    public var tokens: Int
    /// `kept`; `nil` where nobody said anything this quarter.
    public var answer: String?
    /// Whether an answer is owed: not of who joined within the quarter.
    public var isDue: Bool
}

/// One token of the API that opens a workspace, as the review of a quarter has it.
public struct AccessTokenLine: Sendable, Hashable, Encodable {
    /// As the audit log calls it: `tok_1a2b3c4d`.
    public var id: String
    public var name: String
    /// The owner's address; `nil` for one that was made on the machine itself.
    public var owner: String?
    /// `nil` for one that was made on the machine itself, which may do everything.
    public var role: String?
    /// Whether it opens every workspace: then it is whoever runs the installation that answers for it.
    public var isWide: Bool
    public var createdAt: Date
    /// When it was last used, to the hour; `nil` where it never was.
    public var usedAt: Date?
    /// `kept`; `nil` where nobody said anything this quarter.
    public var answer: String?
    /// Whether an answer is owed: not of one that was made within the quarter, nor of one that opens every workspace.
    public var isDue: Bool
}

/// Who and what has access to a workspace, to be looked through each quarter (ACC-7).
public struct AccessList: Sendable, Hashable, Encodable {
    public var quarter: String
    public var lines: [AccessLine]
    public var tokens: [AccessTokenLine]
    public var due: Int { self.lines.count { $0.isDue } + self.tokens.count { $0.isDue } }

    private enum CodingKeys: String, CodingKey { case quarter, lines, tokens }
}

/// A quarter of the calendar, in UTC.
struct Quarter: Sendable, Hashable {
    /// `2026-Q4`.
    let name: String
    let begins: Date

    init(of now: Date) {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        let parts = calendar.dateComponents([.year, .month], from: now)
        let (year, number) = (parts.year ?? 1970, ((parts.month ?? 1) - 1) / 3)
        self.name = "\(year)-Q\(number + 1)"
        self.begins = calendar.date(from: DateComponents(year: year, month: number * 3 + 1)) ?? now
    }
}

public struct ShowAccess: Sendable {
    public init() {}

    public func run(_ desk: Desk) async throws -> AccessList {
        let quarter = Quarter(of: desk.now)
        let (members, _) = try await ListMembers(tenant: desk.tenant).run(desk.hub)
        let (answers, answered) = try await desk.read { db in
            (
                try AccessRecords.all(db, quarter: quarter.name),
                try AuditRecords.latest(db, of: Deed.accessReviewed.rawValue, on: "token", since: quarter.begins)
            )
        }
        let said = Dictionary(answers.map { ($0.member.text, $0) }, uniquingKeysWith: { $1 })
        let (tokens, sessions) = try await self.keys(desk)
        return AccessList(
            quarter: quarter.name,
            lines: members.map { member in
                // An answer was about a role: who has another by now is asked about again.
                let answer = said[member.id].flatMap {
                    $0.role == member.role && $0.buyerData == member.buyerData ? $0.answer : nil
                }
                return AccessLine(
                    id: member.id, name: member.name, address: member.address, role: member.role,
                    buyerData: member.buyerData, hasSecondFactor: member.hasSecondFactor, joinedAt: member.joinedAt,
                    seenAt: member.seenAt,
                    sessions: sessions[member.id] ?? 0, tokens: member.tokens, answer: answer,
                    isDue: answer == nil && member.joinedAt < quarter.begins)
            },
            tokens: tokens.map { line, facts in
                var line = line
                // So is one about a token: handed over it is another's.
                line.answer = answered[line.id].flatMap { answer in
                    facts.allSatisfy { answer[$0.key] == $0.value } ? answer["answer"] : nil
                }
                line.isDue = line.answer == nil && line.createdAt < quarter.begins && !line.isWide
                return line
            })
    }

    private typealias Keys = (tokens: [(AccessTokenLine, facts: [String: String])], sessions: [String: Int])

    /// The tokens that open this workspace, each with what an answer is about, and how many browsers of whom are signed in.
    private func keys(_ desk: Desk) async throws -> Keys {
        let (hub, tenant, now, limits) = (desk.hub, desk.tenant, desk.now, desk.hub.people.sessions)
        return try await hub.store.system { db in
            let members = try MembershipRecords.all(db, tenant: tenant).map(\.member)
            let sessions = try members.map { member in
                let alive = try SessionRecords.all(db, member: member).count {
                    limits.verdict(signedIn: $0.signedInAt, lastSeen: $0.lastSeenAt, now: now) == .alive
                }
                return (member.text, alive)
            }
            let tokens = try TokenRecords.all(db).filter { $0.tenant == tenant || $0.tenant == nil }.map { record in
                let line = AccessTokenLine(
                    id: APIToken.shortName(of: record.digest), name: record.name,
                    owner: try record.member.flatMap { try MemberRecords.find(db, id: $0)?.address },
                    role: record.role, isWide: record.tenant == nil, createdAt: record.createdAt, usedAt: record.usedAt,
                    isDue: false)
                return (line, facts: record.accessFacts)
            }
            return (tokens, Dictionary(sessions, uniquingKeysWith: { $1 }))
        }
    }
}

extension TokenRecord {
    /// What an answer about a token is about: whose it is, and what it may do.
    var accessFacts: [String: String] { ["owner": self.member?.text ?? "machine", "role": self.role ?? "all"] }
}
