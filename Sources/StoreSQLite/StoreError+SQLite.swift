import Foundation
import GRDB
import Store

extension StoreError {
    /// Sorts an error of the engine; an error of the body is passed through.
    static func translating(_ error: any Error) -> any Error {
        switch error {
        case is StoreError: error
        case is DatabaseError: StoreError(sqlite: error)
        case is CancellationError: StoreError(.cancelled, code: "cancelled")
        default: error
        }
    }

    /// The result codes: https://www.sqlite.org/rescode.html
    init(sqlite error: any Error) {
        guard let error = error as? DatabaseError else {
            self = error as? StoreError ?? StoreError(.failed, code: "unknown")
            return
        }
        let code = String(error.extendedResultCode.rawValue)
        switch error.extendedResultCode {
        case .SQLITE_CONSTRAINT_UNIQUE, .SQLITE_CONSTRAINT_PRIMARYKEY, .SQLITE_CONSTRAINT_ROWID:
            self.init(.duplicate, code: code, constraint: Self.constraint(in: error))
            return
        default: break
        }
        switch error.resultCode {
        case .SQLITE_CONSTRAINT: self.init(.constraint, code: code, constraint: Self.constraint(in: error))
        case .SQLITE_BUSY, .SQLITE_LOCKED: self.init(.contention, code: code)
        case .SQLITE_INTERRUPT: self.init(.cancelled, code: code)
        case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH: self.init(.forbidden, code: code)
        case .SQLITE_MISUSE, .SQLITE_CANTOPEN: self.init(.unavailable, code: code)
        default: self.init(.failed, code: code)
        }
    }

    /// `UNIQUE constraint failed: item.tenant_id, item.sku` names columns, or a check by its name; never a value.
    private static func constraint(in error: DatabaseError) -> String? {
        guard let message = error.message, let mark = message.range(of: " constraint failed: ") else { return nil }
        return String(message[mark.upperBound...])
    }
}
