/// Why the vault said no.
///
/// No case carries key material, plaintext or ciphertext: what `description` says may be shown to anyone.
public enum VaultError: Error, Hashable, Sendable {
    /// The text in `source` (a variable's name or a path) is not 32 bytes in base64 or hex.
    case masterKeyMalformed(source: String)
    /// The file exists and others than its owner may read or write it. `mode` is the permission bits, octal.
    case masterKeyExposed(path: String, mode: String)
    /// The file belongs to another user than the one that runs this process, nor to root.
    case masterKeyNotOurs(path: String)
    /// There is no file and the caller did not allow one to be made.
    case masterKeyMissing(path: String)
    /// The file could not be read or made; `code` is `errno`.
    case masterKeyUnreachable(path: String, code: Int32)
    /// The program that prints the key gave none. Neither its output nor its arguments are told.
    case masterKeyCommand(program: String, ChildFailure)
    /// The bytes were sealed under another key than the one in hand.
    case wrongKey(needed: KeyID, held: KeyID)
    /// The bytes are too short, of another kind, or of a version this build does not know.
    case unreadable
    /// The bytes were changed, cut, or copied from another tenant or place.
    case notAuthentic
}

extension VaultError: CustomStringConvertible {
    /// A stable word for logs, tests and the API.
    public var code: String {
        switch self {
        case .masterKeyMalformed: "master-key-malformed"
        case .masterKeyExposed: "master-key-exposed"
        case .masterKeyNotOurs: "master-key-not-ours"
        case .masterKeyMissing: "master-key-missing"
        case .masterKeyUnreachable: "master-key-unreachable"
        case .masterKeyCommand: "master-key-command"
        case .wrongKey: "wrong-key"
        case .unreadable: "sealed-unreadable"
        case .notAuthentic: "sealed-not-authentic"
        }
    }

    public var description: String { "\(self.sentence) \(self.wayOut)" }

    private var sentence: String {
        switch self {
        case .masterKeyMalformed(let source):
            "The master key in \(source) is not 32 bytes written in base64 or hex."
        case .masterKeyExposed(let path, let mode):
            "The master key file \(path) is open to others than its owner (permissions \(mode))."
        case .masterKeyNotOurs(let path):
            "The master key file \(path) belongs to another user."
        case .masterKeyMissing(let path):
            "There is no master key file at \(path)."
        case .masterKeyUnreachable(let path, let code):
            "The master key file \(path) could not be read or made (errno \(code))."
        case .masterKeyCommand(let program, let failure):
            "The master key could not be had from the command \(program): \(failure.clause)."
        case .wrongKey(let needed, let held):
            "This was sealed under key \(needed); the key in hand is \(held)."
        case .unreadable:
            "These bytes were not sealed by a version of Entrepot that this one knows."
        case .notAuthentic:
            "The sealed bytes were changed, or belong to another workspace or place."
        }
    }

    private var wayOut: String {
        switch self {
        case .masterKeyMalformed:
            "Restore the key from your backup; for a first start, `openssl rand -base64 32` makes one."
        case .masterKeyExposed(let path, _):
            "Run `chmod 600 \(path)`, and change the credentials it protects if someone may have read it."
        case .masterKeyNotOurs(let path):
            "Start Entrepot as the user who owns it, or `chown` \(path) to the user who starts Entrepot."
        case .masterKeyMissing:
            "Restore it from your backup or set \(MasterKey.variable); without it the stored credentials cannot be opened."
        case .masterKeyUnreachable:
            "Check that the folder exists, is ours to write, and lies on a disk with room."
        case .masterKeyCommand:
            """
            Run it by hand as the user who starts Entrepot; it must print the key alone and end with status 0. \
            \(MasterKeyCommand.variable) is an absolute path, or a JSON array of that and its arguments.
            """
        case .wrongKey(let needed, _):
            "Start with the master key whose id is \(needed), or connect the channel again."
        case .unreadable:
            "Upgrade Entrepot, or connect the channel again."
        case .notAuthentic:
            "Restore the row from a backup, or connect the channel again."
        }
    }
}

extension ChildFailure {
    /// What happened, for the middle of a sentence.
    fileprivate var clause: String {
        switch self {
        case .malformed: "it is not written as a command"
        case .notStarted(let code): "it did not start (errno \(code))"
        case .failed(let status): "it ended with status \(status)"
        case .tookTooLong: "it took too long and was stopped"
        case .saidTooMuch: "it printed more than a key is long and was stopped"
        }
    }
}
