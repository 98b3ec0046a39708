import Foundation
import Operations
import Pages

extension DiagnosticsPage {
    init(_ found: Page<Diagnostic>, workspace: String, now: Date) {
        self.init(
            workspace: workspace, now: now,
            rows: found.rows.map { one in
                Row(
                    kind: one.kind.words, isProblem: one.level == .problem, shop: one.connectionName, sku: one.sku,
                    title: one.title, field: one.field, rule: one.rule, said: one.said, fix: one.fix,
                    command: one.command, since: one.since,
                    atRisk: one.atRisk.flatMap { $0.minor > 0 ? $0.text : nil })
            }, next: found.next)
    }
}

extension Diagnostic.Kind {
    fileprivate var words: String {
        switch self {
        case .connection: "Connection"
        case .brake: "Brake"
        case .offer: "Refused"
        case .oversold: "Units owed"
        case .unreadable: "Not readable"
        case .shipment: "Parcel not told"
        case .offSale: "Off sale"
        case .unlinked: "Not linked"
        }
    }
}
