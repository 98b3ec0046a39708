public import Commerce
import Foundation

/// Why an operation was not done: a code, a sentence, and a way out. Every front end shows the same.
public enum OperationError: Error, Sendable, Hashable, Explained, CustomStringConvertible {
    case unknownChannel(String, known: [String])
    case noWorkspace
    case workspaceExists(String)
    case workspaceSuspended(String, reason: String)
    case notSuspended(String)
    case unknownWorkspace(String)
    case ambiguousWorkspace([String])
    case unknownConnection(String)
    case connectionExists(String)
    case connectionRefused(String)
    case unknownSKU(String)
    case unknownToken(String)
    case unknownLocation(String)
    case locationExists(String)
    case unknownPlan(String)
    case planNotProposed(String)
    case planNotApplied(String)
    case planBraked([String])
    case unknownOffer(String)
    case isBundle(String)
    case notCounted(String)
    case tooFew(sku: String, there: Int, asked: Int)
    case invalid(field: String, reason: String)
    case authorityImpossible(channel: String)
    case unknownOrder(String)
    case notImported(String)
    case staleVersion
    case fileRefused(ImportError)

    public var code: String {
        switch self {
        case .unknownChannel: "channel.unknown"
        case .noWorkspace: "workspace.none"
        case .workspaceExists: "workspace.exists"
        case .workspaceSuspended: "workspace.suspended"
        case .notSuspended: "workspace.not-suspended"
        case .unknownWorkspace: "workspace.unknown"
        case .ambiguousWorkspace: "workspace.ambiguous"
        case .unknownConnection: "connection.unknown"
        case .connectionExists: "connection.exists"
        case .connectionRefused: "connection.refused"
        case .unknownSKU: "sku.unknown"
        case .unknownToken: "token.unknown"
        case .unknownLocation: "location.unknown"
        case .locationExists: "location.exists"
        case .unknownPlan: "plan.unknown"
        case .planNotProposed: "plan.not-proposed"
        case .planNotApplied: "plan.not-applied"
        case .planBraked: "plan.braked"
        case .unknownOffer: "offer.unknown"
        case .isBundle: "stock.bundle"
        case .notCounted: "stock.not-counted"
        case .tooFew: "stock.too-few"
        case .invalid: "input.invalid"
        case .authorityImpossible: "authority.impossible"
        case .unknownOrder: "order.unknown"
        case .notImported: "connection.not-imported"
        case .staleVersion: "version.stale"
        case .fileRefused(let error): error.code
        }
    }

    public var sentence: String {
        switch self {
        case .unknownChannel(let id, _): "There is no channel called “\(excerpt(id))”."
        case .noWorkspace: "There is no workspace yet."
        case .workspaceExists(let name): "A workspace called “\(excerpt(name))” exists already."
        case .workspaceSuspended(let name, let reason):
            "The workspace “\(excerpt(name))” is suspended: \(reason)"
        case .notSuspended(let name): "The workspace “\(excerpt(name))” is not suspended."
        case .unknownWorkspace(let name): "There is no workspace called “\(excerpt(name))”."
        case .ambiguousWorkspace: "There are several workspaces, and none was named."
        case .unknownConnection(let name): "There is no connection called “\(excerpt(name))”."
        case .connectionExists(let name): "A connection called “\(excerpt(name))” exists already."
        case .connectionRefused(let reason): reason
        case .unknownSKU(let sku): "There is no SKU “\(excerpt(sku))” in this workspace."
        case .unknownToken(let name): "There is no API token “\(excerpt(name))” that is good."
        case .unknownLocation(let name): "There is no location called “\(excerpt(name))”."
        case .locationExists(let name): "A location called “\(excerpt(name))” exists already."
        case .unknownPlan(let id): "There is no plan “\(excerpt(id))”."
        case .planNotProposed(let state): "This plan cannot be applied: it is \(state)."
        case .planNotApplied(let state): "This plan cannot be undone: it is \(state)."
        case .planBraked(let reasons): "A brake holds this plan: " + reasons.joined(separator: " ")
        case .unknownOffer(let ref): "There is no offer “\(excerpt(ref))” on this connection."
        case .isBundle(let sku): "“\(excerpt(sku))” is a bundle: its stock follows from its parts."
        case .notCounted(let sku): "Stock of “\(excerpt(sku))” is not counted."
        case .tooFew(let sku, let there, let asked):
            "Only \(there) units of “\(excerpt(sku))” lie there; \(asked) were asked for."
        case .invalid(let field, let reason): "\(field): \(reason)"
        case .authorityImpossible(let channel):
            "\(channel) cannot be the authority for quantities that the hub changes too: it offers neither compare-and-set nor safe differences."
        case .unknownOrder(let id): "There is no order “\(excerpt(id))”."
        case .notImported(let name): "The listings of “\(excerpt(name))” have not been imported yet."
        case .staleVersion: "Somebody changed this in the meantime."
        case .fileRefused(let error): error.sentence
        }
    }

    public var wayOut: String {
        switch self {
        case .unknownChannel(_, let known): "Use one of: \(known.joined(separator: ", "))."
        case .noWorkspace: "Create one: entrepot workspace create NAME"
        case .workspaceExists: "Choose another name."
        case .workspaceSuspended:
            "Export it, or object, on the page /suspended; whoever runs this installation lets it go on: entrepot workspace resume NAME"
        case .notSuspended: "Nothing has to be done."
        case .unknownWorkspace, .ambiguousWorkspace:
            "List them with: entrepot workspace list, and name one with --workspace."
        case .unknownConnection: "List them with: entrepot connection list"
        case .connectionExists: "Choose another name."
        case .connectionRefused: "Correct the address or the key and try again."
        case .unknownToken: "List them with: entrepot token list"
        case .unknownSKU: "Search with: entrepot stock list --search TEXT"
        case .unknownLocation:
            "List them with: entrepot location list, or create it with: entrepot location create NAME"
        case .locationExists: "Use it, or choose another name."
        case .unknownPlan: "List them with: entrepot plan list"
        case .planNotProposed: "Make a new plan; it shows what would change now."
        case .planNotApplied: "Only an applied plan can be undone: entrepot plan list"
        case .planBraked:
            "Look at the changes with: entrepot plan show ID, then apply with --release-brake if they are meant."
        case .unknownOffer: "List them with: entrepot mapping list"
        case .isBundle: "Set the stock of its parts."
        case .notCounted: "Import it with a quantity, or set one."
        case .tooFew: "Count again, or ask for fewer."
        case .invalid: "Correct it and try again."
        case .authorityImpossible:
            "Keep the hub as the authority, and take the shop's count over once with: entrepot stock adopt CONNECTION"
        case .unknownOrder: "List them with: entrepot order list"
        case .notImported:
            "Wait for the import (entrepot connection list shows it), or start it: entrepot connection import NAME"
        case .staleVersion: "Look again and decide anew."
        case .fileRefused(let error): error.wayOut
        }
    }

    public var description: String { "\(self.sentence) \(self.wayOut)" }
}
