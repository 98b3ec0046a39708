import Foundation
import Records
import Store
import Vault

/// Holds the keys in hand against what the database says of them. At the start of every process, and now and then.
public struct CheckMasterKeys: Sendable {
    public init() {}

    /// The first time, it notes which key is the current one.
    ///
    /// - Throws: `KeyTrouble.missing`, `.retired`, `.halfChanged`.
    public func run(_ hub: Installation) async throws {
        let now = hub.now()
        let known = try await hub.store.system { db in
            let known = try MasterKeyRecords.all(db)
            guard known.isEmpty else { return known }
            try Self.begin(db, hub, at: now)
            return try MasterKeyRecords.all(db)
        }
        try Self.check(known, hub.masters)
    }

    private static func check(_ known: [MasterKeyRecord], _ masters: MasterKeys) throws {
        let retired = known.filter { $0.state == .retired }.map(\.id)
        let before = masters.keys
        masters.refuse(retired)
        guard let current = known.first(where: { $0.state == .current })?.id else { return }
        let earlier = known.filter { $0.state == .earlier }.map(\.id)
        for needed in [current] + earlier where masters.keys.named(needed) == nil {
            if (try? masters.key(needed)) != nil { continue }
            if needed == current, let held = before.names.first(where: retired.contains) {
                throw KeyTrouble.retired(held, current: current)
            }
            guard earlier.isEmpty else { throw KeyTrouble.halfChanged(missing: needed, held: before.names) }
            throw KeyTrouble.missing(needed, held: before.names)
        }
    }

    /// A database that knows of no master key yet: the key in hand is it, if all that is wrapped opens with the ring.
    private static func begin(_ db: any SQLConnection, _ hub: Installation, at now: Date) throws {
        let keys = hub.masters.keys
        var used: Set<String> = []
        for column in WrappedColumn.allCases where column != .letter {
            for (key, _) in try column.counts(db) { used.insert(KeyName.text(key)) }
        }
        if let strange = used.sorted().first(where: { keys.named($0) == nil }) {
            throw KeyTrouble.missing(strange, held: keys.names)
        }
        try MasterKeyRecords.note(db, MasterKeyRecord(id: keys.current.id.description, state: .current, since: now))
        for id in used where id != keys.current.id.description {
            try MasterKeyRecords.note(db, MasterKeyRecord(id: id, state: .earlier, since: now))
        }
    }
}

/// A key's four bytes, as they stand in a header, written as its public name.
enum KeyName {
    static func text(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
