public import Foundation
import Records
import Store
import Vault

/// Says that somebody or something still needs the access they have.
public struct KeepAccess: Sendable {
    let members: Set<UUID>?
    let tokens: Set<String>?
    let inviter: Inviter

    /// - Parameter members: `nil` for everybody, and for every token that is not every workspace's.
    public init(_ members: Set<UUID>?, by inviter: Inviter) {
        self.members = members
        self.tokens = members == nil ? nil : []
        self.inviter = inviter
    }

    /// - Parameter token: Its short name.
    public init(token: String, by inviter: Inviter) {
        self.members = []
        self.tokens = [token]
        self.inviter = inviter
    }

    /// - Returns: How many answers were recorded.
    /// - Throws: `MemberError.forbidden`, `.memberUnknown` for one who does not belong, `OperationError.unknownToken`.
    public func run(_ desk: Desk) async throws -> Int {
        try self.inviter.mayAnswer(in: desk.tenant)
        let list = try await ShowAccess().run(desk)
        let lines = list.lines.filter { line in
            self.members.map { members in UUID(uuidString: line.id).map(members.contains) ?? false } ?? true
        }
        if let members, lines.count < members.count { throw MemberError.memberUnknown }
        let tokens = list.tokens.filter { self.tokens?.contains($0.id) ?? !$0.isWide }
        if let named = self.tokens, let missing = named.first(where: { name in !tokens.contains { $0.id == name } }) {
            throw OperationError.unknownToken(missing)
        }
        let answers = try await AccessAnswers(list.quarter, desk, by: self.inviter)
        try await desk.write { db in
            for line in lines { try answers.write(db, line, "kept") }
            for token in tokens { try answers.write(db, token, "kept") }
        }
        return lines.count + tokens.count
    }
}

/// Says that somebody or something does not need the access any more, and takes it away at once.
public struct TakeAccess: Sendable {
    private enum What: Sendable { case member(UUID), token(String) }

    private let what: What
    private let inviter: Inviter

    /// The member goes out of the workspace, with their tokens there; their sessions end.
    public init(_ member: UUID, by inviter: Inviter) {
        self.what = .member(member)
        self.inviter = inviter
    }

    /// - Parameter token: Its short name.
    public init(token: String, by inviter: Inviter) {
        self.what = .token(token)
        self.inviter = inviter
    }

    /// What is taken away stands in the audit log as any removal does; the answer stands there beside it.
    ///
    /// - Throws: `MemberError.forbidden`, `.memberUnknown`, `.lastOwner`, `.roleAbove`, `OperationError.unknownToken` also for one that
    ///   opens every workspace: that is taken back by whoever runs the installation.
    public func run(_ desk: Desk) async throws {
        try self.inviter.mayAnswer(in: desk.tenant)
        let list = try await ShowAccess().run(desk)
        let answers = try await AccessAnswers(list.quarter, desk, by: self.inviter)
        switch self.what {
        case .member(let member):
            guard let line = list.lines.first(where: { $0.id == member.text }) else { throw MemberError.memberUnknown }
            try await RemoveMember(member, tenant: desk.tenant, by: self.inviter).run(desk.hub)
            try await desk.write { try answers.write($0, line, "removed") }
        case .token(let name):
            guard let line = list.tokens.first(where: { $0.id == name && !$0.isWide }) else {
                throw OperationError.unknownToken(name)
            }
            // One that is nobody's may do everything, so that only an owner reaches it.
            try self.inviter.check(line.role.flatMap(Role.named) ?? .owner, buyerData: false, in: desk.tenant)
            guard try await self.revoke(name, desk) > 0 else { throw OperationError.unknownToken(name) }
            try await desk.write { try answers.write($0, line, "removed") }
        }
    }

    private func revoke(_ name: String, _ desk: Desk) async throws -> Int {
        let (tenant, hub, doer) = (desk.tenant, desk.hub, self.inviter.doer)
        return try await hub.store.system { db in
            let tokens = try TokenRecords.all(db, tenant: tenant).filter { APIToken.shortName(of: $0.digest) == name }
            try RevokeToken.revoke(db, tokens, by: doer, hub, at: hub.now())
            return tokens.count
        }
    }
}

extension Inviter {
    /// - Throws: `MemberError.forbidden`.
    fileprivate func mayAnswer(in tenant: UUID) throws {
        guard case .member(let visitor) = self else { return }
        guard visitor.place(tenant)?.may(.manageMembers) ?? false else { throw MemberError.forbidden(.manageMembers) }
    }
}

/// Writes answers down: of members in a table of their own, since an answer is about a role; each in the audit log.
private struct AccessAnswers: Sendable {
    let quarter: String
    let desk: Desk
    let answerer: UUID?
    /// What an answer about a token is about.
    let facts: [String: [String: String]]

    init(_ quarter: String, _ desk: Desk, by inviter: Inviter) async throws {
        self.quarter = quarter
        self.desk = desk.by(inviter.doer)
        self.answerer = if case .member(let visitor) = inviter { visitor.member } else { nil }
        let tokens = try await desk.hub.store.system { try TokenRecords.all($0) }
        self.facts = Dictionary(
            tokens.map { (APIToken.shortName(of: $0.digest), $0.accessFacts) }, uniquingKeysWith: { $1 })
    }

    func write(_ db: any SQLConnection, _ line: AccessLine, _ answer: String) throws {
        guard let member = UUID(uuidString: line.id) else { return }
        try AccessRecords.put(
            db,
            AccessAnswerRecord(
                quarter: self.quarter, member: member, role: line.role, buyerData: line.buyerData, answer: answer,
                by: self.answerer, at: self.desk.now))
        try self.desk.audit(
            db, .accessReviewed, on: .member(member),
            ["quarter": self.quarter, "role": line.role, "answer": answer])
    }

    func write(_ db: any SQLConnection, _ line: AccessTokenLine, _ answer: String) throws {
        try self.desk.audit(
            db, .accessReviewed, on: DeedObject("token", line.id),
            ["quarter": self.quarter, "answer": answer].merging(self.facts[line.id] ?? [:]) { $1 })
    }
}
