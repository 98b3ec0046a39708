import Foundation
import Records
import Store
import Wire

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
