import Foundation
import Pages

extension Samples {
    static let diagnostics = DiagnosticsPage(
        workspace: "Nordlys Studio", now: Self.now,
        rows: [
            .init(
                kind: "Connection", isProblem: true, shop: "Outlet", title: "Outlet", said: "The shop refuses our key.",
                fix: "Consent again, or give it keys that work; the check says which.",
                command: "entrepot connection reconnect Outlet", since: Self.ago(200_000), atRisk: "1,214.50 EUR"),
            .init(
                kind: "Refused", isProblem: true, shop: "Mia", sku: "MUG-2", title: "Strand mug", field: "price",
                rule: "A price is in the currency the shop sells in.",
                said: "The shop refused (price): The currency is not the shop's.",
                fix: "Give the shop a price rule, or set its currency back there.",
                command: "entrepot offer retry Mia 12/34", since: Self.ago(8_000), atRisk: "49.00 EUR"),
            .init(
                kind: "Not linked", isProblem: false, shop: "Mia", title: "12 listings of Mia",
                said: "Nobody said yet what they sell: their stock is not kept in step.",
                fix: "Look at the proposals and link them, or say that they are to be left alone.",
                command: "entrepot mapping list --connection Mia"),
        ], next: "unlinked:m1")

    static let noDiagnostics = DiagnosticsPage(workspace: "Nordlys Studio", now: Self.now, rows: [])
}
