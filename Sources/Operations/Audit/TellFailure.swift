import Foundation
import Records
import Store

/// A wrong password or code: counted in the security log, told in the logs of the member's workspaces, and an alarm there when
/// it was the one that locks the account.
struct TellFailure {
    let deed: Deed
    /// `nil` where there is no such account: that is told to nobody by name.
    let member: UUID?
    let charge: Patience.Charge

    func run(_ hub: Installation) async throws {
        hub.saw(.signInFailed, at: "POST /sign-in")
        guard let member else { return }
        let (deed, now, isLocked) = (self.deed, hub.now(), self.charge.locks(at: hub.now()))
        try await hub.store.system { db in
            let book = AuditBook(hub: hub)
            // Who gave it is not known: that is what a wrong password means.
            try book.add(db, deed, by: .nobody, ofMember: member)
            guard isLocked else { return }
            try book.add(db, .lockedOut, by: .nobody, ofMember: member)
            for (place, _) in try MembershipRecords.all(db, member: member) {
                try AlarmRecords.add(
                    db,
                    AlarmRecord(
                        id: hub.id(), at: now, kind: AlarmKind.lockedOut.rawValue, place: "POST /sign-in",
                        doer: "member", doerID: member.text), to: place.tenant)
            }
        }
    }
}
