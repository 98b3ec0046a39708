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
    /// `kept`; `nil` where nobody said anything this quarter.
    public var answer: String?
    /// Whether an answer is owed: not of who joined within the quarter.
    public var isDue: Bool
}

/// Who has access to a workspace, to be looked through each quarter (ACC-7).
public struct AccessList: Sendable, Hashable, Encodable {
    public var quarter: String
    public var lines: [AccessLine]
    public var due: Int { self.lines.count { $0.isDue } }

    private enum CodingKeys: String, CodingKey { case quarter, lines }
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
        let answers = try await desk.read { try AccessRecords.all($0, quarter: quarter.name) }
        let said = Dictionary(answers.map { ($0.member.text, $0) }, uniquingKeysWith: { $1 })
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
                    answer: answer, isDue: answer == nil && member.joinedAt < quarter.begins)
            })
    }
}

/// Says that somebody still needs the access they have.
public struct KeepAccess: Sendable {
    let members: Set<UUID>?
    let inviter: Inviter

    /// - Parameter members: `nil` for everybody.
    public init(_ members: Set<UUID>?, by inviter: Inviter) {
        self.members = members
        self.inviter = inviter
    }

    /// Who does not need it any more is removed from the workspace (`RemoveMember`), which is told in the audit log.
    ///
    /// - Returns: How many answers were recorded.
    /// - Throws: `MemberError.forbidden`, `.memberUnknown` for one who does not belong.
    public func run(_ desk: Desk) async throws -> Int {
        var by: UUID?
        if case .member(let visitor) = self.inviter {
            guard visitor.place(desk.tenant)?.may(.manageMembers) ?? false else {
                throw MemberError.forbidden(.manageMembers)
            }
            by = visitor.member
        }
        let list = try await ShowAccess().run(desk)
        let chosen = list.lines.filter { line in
            self.members.map { members in UUID(uuidString: line.id).map(members.contains) ?? false } ?? true
        }
        if let members, chosen.count < members.count { throw MemberError.memberUnknown }
        let (now, answerer, desk) = (desk.now, by, desk.by(self.inviter.doer))
        try await desk.write { db in
            for line in chosen {
                guard let member = UUID(uuidString: line.id) else { continue }
                try AccessRecords.put(
                    db,
                    AccessAnswerRecord(
                        quarter: list.quarter, member: member, role: line.role, buyerData: line.buyerData,
                        answer: "kept", by: answerer, at: now))
                try desk.audit(
                    db, .accessReviewed, on: .member(member), ["quarter": list.quarter, "role": line.role])
            }
        }
        return chosen.count
    }
}

/// Reminds owners and admins of a review that is due: when the quarter begins, and every two weeks until it is done.
public struct RemindOfAccess: Sendable {
    /// Seconds from one reminder to the next.
    static let pause: TimeInterval = 14 * 86_400

    public init() {}

    /// - Returns: How many workspaces were reminded.
    @discardableResult
    public func run(_ hub: Installation) async throws -> Int {
        var reminded = 0
        for tenant in try await hub.store.system({ try TenantRecords.all($0) }) {
            let desk = Desk(hub, tenant: tenant.id, doer: .program)
            let list = try await ShowAccess().run(desk)
            guard list.due > 0 else { continue }
            let since = hub.now().addingTimeInterval(-Self.pause)
            let told = try await desk.read {
                try AuditRecords.page(
                    $0, .init(what: Deed.accessReminded.rawValue, from: since), after: nil, limit: 1)
            }
            guard told.isEmpty else { continue }
            try await self.remind(tenant, list, hub)
            reminded += 1
        }
        return reminded
    }

    private func remind(_ tenant: TenantRecord, _ list: AccessList, _ hub: Installation) async throws {
        let addresses = list.lines.filter { Role.named($0.role)?.permissions.contains(.manageMembers) ?? false }
            .map(\.address)
        let count = list.due
        try await hub.store.system { db in
            try AuditBook(hub: hub).add(
                db, .accessReminded, by: .program, in: tenant.id, ["quarter": list.quarter, "due": "\(count)"])
            for address in addresses {
                try Letters(hub: hub).post(
                    db, .notice,
                    .reminder(
                        to: address, subject: "Who still needs access to \(tenant.name)?",
                        "Each quarter somebody looks through who may come in. \(count) of them wait for your answer on "
                            + "the page Audit."))
            }
        }
    }
}

extension MailMessage {
    /// What is to be done, without a link.
    static func reminder(to address: String, subject: String, _ sentence: String) -> MailMessage {
        MailMessage(to: address, subject: subject, text: "\(sentence)\n\nEntrepot\n")
    }
}
