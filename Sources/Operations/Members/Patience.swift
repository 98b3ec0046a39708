import Crypto
import Foundation
import Records
import Store
import Vault

/// Counts a sign-in as wrong before it is looked at, and takes that back when it was right: however many guess at once,
/// no more are looked at than `SignInPatience` bears.
struct Patience {
    let slot: [UInt8]

    /// - Parameters:
    ///   - address: As typed, in small letters; with or without an account.
    ///   - device: The digest of a browser that this account has signed in from before; `nil` for strangers.
    init(address: String, device: [UInt8]?) {
        self.slot = Array(
            SHA256.hash(data: Array("sign-in".utf8) + [0] + (device ?? []) + [0] + Array(address.utf8)))
    }

    /// What stood before, to be put back.
    struct Charge: Sendable {
        fileprivate var before: PatienceRecords.Count
        fileprivate var after: PatienceRecords.Count

        /// Whether, if it was wrong, the next one has to wait.
        func locks(at now: Date) -> Bool {
            let patience = SignInPatience(failures: self.after.failures, last: self.after.last)
            return if case .wait = patience.verdict(now: now) { true } else { false }
        }
    }

    /// - Throws: `MemberError.waiting`.
    func charge(_ hub: Installation) async throws -> Charge {
        let (slot, now) = (self.slot, hub.now())
        let charged = try await hub.store.system { db -> Result<Charge, MemberError> in
            let before = try PatienceRecords.lock(db, slot: slot)
            var patience = SignInPatience(failures: before.failures, last: before.last)
            if case .wait(let until) = patience.verdict(now: now) { return .failure(.waiting(until: until)) }
            patience.fail(now: now)
            let after = PatienceRecords.Count(failures: patience.failures, last: patience.last)
            try PatienceRecords.set(db, slot: slot, after)
            return .success(Charge(before: before, after: after))
        }
        if case .failure = charged { hub.saw(.signInWaiting, at: "POST /sign-in") }
        return try charged.get()
    }

    /// What was charged was no wrong guess. Where others were charged meanwhile, one is taken off their sum.
    func refund(_ charge: Charge, _ hub: Installation) async throws {
        let slot = self.slot
        try await hub.store.system { db in
            let now = try PatienceRecords.lock(db, slot: slot)
            if now.failures == charge.after.failures {
                try PatienceRecords.set(db, slot: slot, charge.before)
            } else {
                try PatienceRecords.set(
                    db, slot: slot, PatienceRecords.Count(failures: max(0, now.failures - 1), last: now.last))
            }
        }
    }

    func forgive(_ db: any SQLConnection) throws { try PatienceRecords.clear(db, slot: self.slot) }
}
