import Commerce
import ConnectorKit
import Foundation
import Operations
import Store
import Vault

/// An error as every front end shows it: a code for programs, a sentence and a way out for people, a status for HTTP.
public struct Refusal: Error, Sendable, Hashable {
    public var status: Int
    public var code: String
    public var sentence: String
    public var wayOut: String

    public init(status: Int, code: String, sentence: String, wayOut: String) {
        self.status = status
        self.code = code
        self.sentence = sentence
        self.wayOut = wayOut
    }

    /// - Returns: `nil` for an error that nobody foresaw, whose text may hold anything.
    public init?(_ error: any Error) {
        switch error {
        case let error as Refusal: self = error
        case let error as OperationError: self.init(explained: error, status: error.status)
        case let error as MemberError: self.init(explained: error, status: error.status)
        case let error as KeyTrouble: self.init(explained: error, status: 500)
        case let error as AuditError: self.init(explained: error, status: error.status)
        case let error as MigrationError: self.init(explained: SchemaError.other(error), status: 503)
        case let error as SchemaError: self.init(explained: error, status: 503)
        case let error as LimitReached: self.init(explained: error, status: 429)
        case let error as any Explained: self.init(explained: error, status: 422)
        case let error as StoreError: self.init(store: error)
        case let error as ConnectorError: self.init(connector: error)
        case let error as VaultError:
            self.init(
                status: 500, code: "vault." + error.code, sentence: error.description,
                wayOut: "See docs/settings.md, master-key-file.")
        case let error as FernetError:
            self.init(
                status: 422, code: error.code, sentence: error.description,
                wayOut: "Give the file that `entrepot vault export` made as --key-file, and what it wrote as --from.")
        case is CancellationError:
            self.init(
                status: 503, code: "cancelled", sentence: "The work was stopped before it was done.",
                wayOut: "Start it again.")
        default: return nil
        }
    }

    /// For a terminal, where whoever reads it runs the program: the text of an error that nobody foresaw.
    public init(unforeseen error: any Error) {
        self.init(
            status: 500, code: "unforeseen", sentence: "\(error)",
            wayOut: "Run: entrepot doctor. If it finds nothing, report this text with what you did.")
    }

    private init(explained error: any Explained, status: Int) {
        self.init(status: status, code: error.code, sentence: error.sentence, wayOut: error.wayOut)
    }

    private init(store error: StoreError) {
        switch error.kind {
        case _ where error.code == StoreError.nulCode:
            self.init(
                status: 422, code: "input.unreadable", sentence: "A text holds a sign that no text can hold.",
                wayOut: "Leave the NUL character out.")
        case .unavailable:
            self.init(
                status: 503, code: "database.unavailable", sentence: "The database does not answer (\(error.code)).",
                wayOut: "See that it runs and that the address is right: entrepot doctor")
        case .contention, .timeout:
            self.init(
                status: 503, code: "database.busy", sentence: "The database was too busy (\(error.code)).",
                wayOut: "Try again in a moment.")
        case .forbidden:
            self.init(
                status: 500, code: "database.forbidden", sentence: "The database refused the role (\(error.code)).",
                wayOut: "Run: entrepot migrate --owner-url … and connect as the role that it makes.")
        default:
            self.init(
                status: 500, code: "database.failed", sentence: "A statement failed (\(error.code)).",
                wayOut: "Run: entrepot doctor")
        }
    }

    private init(connector error: ConnectorError) {
        let (code, sentence, wayOut): (String, String, String) =
            switch error {
            case .throttled(let wait), .limited(_, let wait):
                (
                    "shop.throttled", "The shop asks for patience.",
                    "Try again in \(wait.components.seconds + 1) seconds."
                )
            case .transient(let text), .unknownOutcome(let text):
                ("shop.unreachable", "The shop did not answer: \(text)", "Try again in a moment.")
            case .unauthorized(let reason):
                (
                    "shop.unauthorized", "The shop refuses the key (\(reason)).",
                    "Make a new key and run: entrepot connection reconnect NAME"
                )
            case .refused(_, _, let message):
                ("shop.refused", "The shop said no: \(message)", "Correct what it names and try again.")
            case .unreadable(let text):
                (
                    "shop.unreadable", "The shop's answer cannot be read: \(text)",
                    "Check the address; a page of a security plugin answers so too."
                )
            case .forbidden(let text): ("shop.forbidden", text, "Give another address.")
            }
        self.init(status: 502, code: code, sentence: sentence, wayOut: wayOut)
    }
}

extension OperationError {
    /// What HTTP calls it.
    var status: Int {
        switch self {
        case .unknownChannel, .unknownWorkspace, .unknownConnection, .unknownSKU, .unknownLocation, .unknownPlan,
            .unknownOffer, .unknownOrder, .unknownToken:
            404
        case .workspaceExists, .connectionExists, .locationExists, .planNotProposed, .planNotApplied, .planBraked,
            .notImported, .noWorkspace, .staleVersion:
            409
        case .ambiguousWorkspace: 400
        case .workspaceSuspended: 403
        case .notSuspended: 409
        default: 422
        }
    }
}

extension AuditError {
    /// What HTTP calls it.
    var status: Int {
        switch self {
        case .alarmUnknown: 404
        case .notAllowed: 403
        case .anchorsUnreadable, .anchorsUnwritable: 500
        case .deedUnknown, .dayUnreadable, .findingMissing, .purposeMissing: 422
        }
    }
}

extension MemberError {
    /// What HTTP calls it.
    var status: Int {
        switch self {
        case .wrongPassword, .wrongCode, .notSignedIn: 401
        case .forbidden, .roleAbove, .secondFactorNeeded, .passwordTooOld, .invitationForAnother,
            .invitationNeedsSignIn:
            403
        case .linkUnknown, .memberUnknown: 404
        case .alreadySetUp, .memberExists, .lastOwner, .secondFactorOn, .secondFactorOff, .secondFactorDuty: 409
        case .linkSpent, .linkExpired: 410
        case .waiting: 429
        case .busy: 503
        case .badAddress, .badPassword, .roleUnknown, .mailMissing, .termsNotAccepted: 422
        }
    }
}
