/// What is claimed of which promise, and what shows it. A promise that is not here is "not yet".
///
/// A test reads the tree and fails where a suite, a test or a file that is named here is not there.
enum PromiseProofs {
    struct Claim: Sendable {
        var proofs: [Promise.Proof]
        /// What of the promise is not shown yet; `nil` where all of it is.
        var missing: String?

        init(_ proofs: Promise.Proof..., missing: String? = nil) {
            self.proofs = proofs
            self.missing = missing
        }
    }

    static let all: [String: Claim] = Self.collection.merging(Self.encryption) { $1 }
        .merging(Self.access) { $1 }.merging(Self.rest) { $1 }

    private static let collection: [String: Claim] = [
        "COL-1": Claim(
            .test("every column has a label in the data map, and every label a column"),
            missing: "Who can read a column, and where it came from in words, is in no label yet."),
        "COL-3": Claim(
            .test("no column could hold a buyer's name, address, mail or phone"),
            missing: "There is no other mode yet that buyers' data could be switched on with."),
        "COL-4": Claim(
            .test("every column has a label in the data map, and every label a column"),
            .test("no column could hold a buyer's name, address, mail or phone")),
    ]

    private static let encryption: [String: Claim] = [
        "ENC-1": Claim(
            .suite("Sealing credentials"), .suite("AES-256-GCM"), .suite("Wrapping tenant keys"),
            .test("a row copied to another tenant does not open")),
        "ENC-2": Claim(
            .suite("Fernet, as its specification has it"), .suite("Fernet tokens"),
            .suite("The cipher of the credentials"), .suite("Credentials in a file"),
            .test("both ciphers open what the other sealed, and a change of keys seals all anew")),
        "ENC-3": Claim(
            .suite("Changing the master key"), .suite("Changing workspaces' keys"),
            .suite("A master key that does not fit"),
            .test("a key that was changed for another is refused for good"),
            .test("keys that are more than a year old, and a suspended workspace, are found with the way out")),
        "ENC-4": Claim(
            .suite("A key for each person"),
            .test("of the person nothing stands in clear, and only their own key opens it"),
            .test("no column could hold a buyer's name, address, mail or phone")),
        "ENC-5": Claim(
            .suite("Canary secrets"), .suite("Secrets stay unseen"),
            .test("no password, token, code or address of a person is in a log line"),
            .suite("Canaries in every secret of a running program")),
        "ENC-6": Claim(
            .test("plain HTTP, a missing key, a strange field and a taken name are refused"),
            .test("mail goes out under TLS, except to this machine"),
            .test("plain HTTP is refused from elsewhere, and let in from a proxy that is declared"),
            .suite("TLS in the process")),
        "ENC-7": Claim(
            .suite("Tokens kept at hand"), .suite("Tokens that a consent gave")),
        "ENC-8": Claim(
            .suite("Stored passwords"), .suite("Choosing a password"), .suite("Passwords that are tried first"),
            .suite("Passwords known to be breached"), .suite("A password's age where Amazon asks for one"),
            .control("why 15 characters and no classes, except for Amazon", in: "decisions/0012-vault.md")),
    ]

    private static let access: [String: Claim] = [
        "ACC-1": Claim(
            .suite("A tenant sees its own rows only"), .suite("The tenant lint"),
            .test("every tenant's table is guarded against its owner too, and odd tables are refused"),
            .test("serves only as a role that row-level security binds"),
            .suite("Every address, every role, another workspace’s ids")),
        "ACC-2": Claim(
            .suite("Members of a workspace"), .suite("People's pages"), .test("buyers' data is in no role"),
            .suite("Every address, and who may")),
        "ACC-3": Claim(
            .suite("The second factor"),
            .test("an owner sets up the second factor that the role asks for, before anything else"),
            .test("is owed by who sees buyers' data, and by nobody else below an admin")),
        "ACC-4": Claim(
            .suite("Signing in"), .suite("Sessions"), .suite("Wrong passwords in a row"),
            .suite("How long tokens and sessions live"), .suite("Pages hold to their content security policy")),
        "ACC-5": Claim(
            .test("who is removed in mid-session sees nothing more"),
            .test("a role taken in mid-session is gone with the next request"),
            .test("a revoked token is worth nothing"), .suite("A token that belongs to a member")),
        "ACC-6": Claim(
            .suite("The first member"), .suite("API tokens"),
            .test("serves only as a role that row-level security binds"),
            .test("settings, prices, stock, shops and plans stand in it with what they were")),
        "ACC-7": Claim(
            .suite("The review of access, each quarter"),
            .test("who has access is looked through on the page, one by one or all at once"),
            .test("what is taken away on the page is gone at once: the browser and the program")),
        "ACC-8": Claim(
            .test("why somebody read a buyer’s data is kept under the reader’s own key"),
            .test(
                "whom it is about is opened for who may see buyers’ data and says why, and is in the audit log with it"),
            .test("only through the audit log: nothing else opens what is sealed under a person’s key")),
        "ACC-9": Claim(
            .suite("Limits of what comes in"), .suite("Counting what comes in"),
            .test("what was too much is counted in the security log by limit and route, and names nobody")),
        "ACC-10": Claim(
            .suite("Whose word about an address is believed"),
            .test("behind Cloudflare it is whoever has connected to Cloudflare, whatever they sent themselves"),
            .control("Caddy, nginx and Cloudflare with the trusted-proxy setting", in: "docs/deploy.md")),
    ]

    private static let rest: [String: Claim] = [
        "RET-5": Claim(
            .test("the security log counts, names nobody, and is kept for its own time"),
            .test("the program itself can neither change nor remove a row"),
            missing: "There is no usage log yet."),
        "CKE-1": Claim(
            .suite("Pages hold to their content security policy"),
            missing: "There are no preference and analytics cookies yet that could be asked for."),
        "INC-2": Claim(
            .test("every workspace has canaries, and touching one raises its alarm"),
            .test("a planted token opens nothing and raises an alarm"),
            .test("a canary’s id in any address, and a planted token, raise an alarm")),
        "INC-3": Claim(
            .suite("Watching for what is unusual"),
            .test("what several processes see is counted together, and told once"),
            .test("calls that are refused again and again raise an alarm, which the owner looks into")),
        "INC-4": Claim(
            .suite("An audit log that somebody changes"), .suite("Sealing the audit log"), .suite("The audit log")),
        "SRV-4": Claim(
            .test("the trace a caller sends is the trace it gets back"),
            .test("an error is a problem with code, sentence, way out and trace"),
            .test("sends what was meant, as who we are, with the trace"),
            .test("a deed and the event it causes bear the trace of the request"),
            .test("a log line bears the trace of what is under way, without anybody's doing"),
            .suite("One trace from the first event to the last call")),
        "SRV-7": Claim(
            .suite("Terms, accepted by version"), .suite("A workspace that is suspended"),
            .suite("A suspended workspace, seen from outside"), .suite("Shops of a suspended workspace")),
    ]
}
