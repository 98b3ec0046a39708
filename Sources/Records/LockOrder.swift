public import Foundation
public import Store

/// The one place that says in which order rows are locked: a connection first, then variants by id, then nothing more.
/// Everything else that is written hangs on one of the two. SQLite has one writer and needs no lock.
public enum LockOrder {
    public static func variants(_ db: any SQLConnection, _ ids: some Collection<UUID>) throws {
        guard db.dialect == .postgres, !ids.isEmpty else { return }
        _ = try chunked(ids.sorted()) { ids in
            try db.query(
                "SELECT id FROM variant WHERE tenant_id = \(db.tenant) AND id \(any: ids) ORDER BY id FOR UPDATE")
        }
    }

    public static func connection(_ db: any SQLConnection, _ id: UUID) throws {
        guard db.dialect == .postgres else { return }
        try db.query("SELECT id FROM connection WHERE tenant_id = \(db.tenant) AND id = \(id) FOR UPDATE")
    }
}
