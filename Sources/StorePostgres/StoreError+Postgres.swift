import CLibPQ
import Store

extension StoreError {
    /// Sorts an error the server reported by its SQLSTATE; texts never decide. Only what was said about preparing a
    /// statement is kept, because no value was known to the server then.
    init(postgres result: OpaquePointer?, preparing: Bool, cancelled: Bool) {
        let state = Self.field("C", of: result) ?? "08006"
        let detail = preparing && state.hasPrefix("42") ? Self.field("M", of: result) : nil
        self.init(
            Self.kind(of: state, cancelled: cancelled), code: state, constraint: Self.field("n", of: result),
            detail: detail)
    }

    /// Codes: https://www.postgresql.org/docs/15/errcodes-appendix.html
    static func kind(of state: String, cancelled: Bool) -> Kind {
        switch state {
        case "23505", "23P01": .duplicate
        case "40001", "40P01", "55P03": .contention
        case "57014": cancelled ? .cancelled : .timeout
        case "42501", "25006", "28000", "28P01": .forbidden
        case "53300", "57P01", "57P02", "57P03", "57P05", "25P03": .unavailable
        default:
            switch state.prefix(2) {
            case "23": .constraint
            case "08": .unavailable
            default: .failed
            }
        }
    }

    /// Whether the same transaction may succeed when it is run again.
    var isPassing: Bool { self.code == "40001" || self.code == "40P01" }

    /// A field of the server's report, by its letter in `postgres_ext.h`.
    private static func field(_ letter: Unicode.Scalar, of result: OpaquePointer?) -> String? {
        PQresultErrorField(result, CInt(letter.value)).map { String(cString: $0) }
    }
}
