public import Commerce

/// Why the keys at hand do not fit what the database holds, and the way out.
public enum KeyTrouble: Error, Sendable, Hashable, Explained {
    /// What is stored is under another key, or a key is asked for that is nowhere.
    case missing(String, held: [String])
    /// The key was changed for another and is refused since.
    case retired(String, current: String)
    /// A change of keys is under way, and one of the two is not at hand.
    case halfChanged(missing: String, held: [String])
    /// The keys come from a variable or a command, and only the operator can put a new one there.
    case newKeyMissing(source: String)
    /// Another process changes keys at this moment.
    case underWay
    /// What was left under old keys because it does not open.
    case unreadable(Int, example: String)
    /// A file of keys or credentials is there already, or cannot be written or read.
    case file(String, reason: String)

    public var code: String {
        switch self {
        case .missing: "vault.wrong-key"
        case .retired: "vault.retired-key"
        case .halfChanged: "vault.half-changed"
        case .newKeyMissing: "vault.new-key-missing"
        case .underWay: "vault.under-way"
        case .unreadable: "vault.unreadable"
        case .file: "vault.file"
        }
    }

    public var sentence: String {
        switch self {
        case .missing(let needed, let held):
            "This installation's master key is \(needed); the key in hand is \(held.joined(separator: ", "))."
        case .retired(let id, let current): "The master key \(id) was changed for \(current) and is refused since."
        case .halfChanged(let missing, let held):
            "The master key is being changed, and the key \(missing) is missing; in hand is "
                + "\(held.joined(separator: ", "))."
        case .newKeyMissing(let source): "There is no new master key: \(source) gives the one that is in use."
        case .underWay: "Keys are being changed by another process."
        case .unreadable(let count, let example):
            "\(count) sealed \(count == 1 ? "value does" : "values do") not open, such as in \(example); "
                + "the old keys were kept."
        case .file(let path, let reason): "The file \(path) cannot be used: \(reason)."
        }
    }

    public var wayOut: String {
        switch self {
        case .missing(let needed, _):
            "Start with the key whose id is \(needed): restore master.key from your backup, or correct "
                + "ENTREPOT_MASTER_KEY or ENTREPOT_MASTER_KEY_COMMAND. See: entrepot vault status"
        case .retired(_, let current):
            "Start with the key \(current). The file that `entrepot vault rotate` wrote holds it; a backup of the key from "
                + "before opens a backup of the database from before."
        case .halfChanged(let missing, _):
            "Put the key \(missing) beside the other (a line each; the new one first) and run: entrepot vault rotate"
        case .newKeyMissing:
            "Put a new key (openssl rand -base64 32) before the one in use, with a line break between, start every process "
                + "with both, and run this again."
        case .underWay: "Wait until it has ended, then run: entrepot vault status"
        case .unreadable:
            "Run: entrepot doctor, connect those shops again, and run: entrepot vault rotate. With --leave-unreadable the "
                + "old keys are retired all the same."
        case .file: "Name another file, or see to its owner and permissions."
        }
    }
}
