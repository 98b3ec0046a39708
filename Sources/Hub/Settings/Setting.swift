/// One thing that can be set, in the one table of them. Flags, variables, the file's keys and `docs/settings.md`
/// are drawn from it.
struct Setting: Sendable, Hashable {
    /// The flag without its dashes, and the key in `entrepot.json`.
    let name: String
    /// As documented; `nil` where nothing is assumed.
    let fallback: String?
    /// What it does, with unit and range.
    let sentence: String
    /// Whether `entrepot.json` may hold it. Where the file lies cannot stand in the file.
    var isInFile = true

    /// The property of `SettingFlags` that holds it: `master-key-file` is `masterKeyFile`.
    var property: String {
        let words = self.name.split(separator: "-")
        return (words.prefix(1).map(String.init) + words.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() })
            .joined()
    }

    /// `ENTREPOT_` and the name in capitals.
    var variable: String { "ENTREPOT_" + self.name.uppercased().replacing("-", with: "_") }

    /// For `--help`.
    var help: String {
        let fallback = self.fallback.map { " Default: \($0)." } ?? ""
        return "\(self.sentence)\(fallback) [\(self.variable)]"
    }
}

extension Setting {
    static let home = Setting(
        name: "home", fallback: "~/.entrepot",
        sentence: "The folder of everything this installation keeps: configuration, database file, master key.",
        isInFile: false)
    static let config = Setting(
        name: "config", fallback: "entrepot.json in the home folder",
        sentence: "A JSON file with settings by name; flags and variables go before it.", isInFile: false)
    static let database = Setting(
        name: "database", fallback: "sqlite:entrepot.sqlite in the home folder",
        sentence:
            "`sqlite:PATH`, or `postgres://role:password@host:port/name` with the role made by `entrepot migrate`.")
    static let ownerURL = Setting(
        name: "owner-url", fallback: nil,
        sentence:
            "For `entrepot migrate` only: the PostgreSQL role that owns the database and may make roles. Used once, never kept.",
        isInFile: false)
    static let masterKeyFile = Setting(
        name: "master-key-file", fallback: "master.key in the home folder",
        sentence:
            "The key that credentials are sealed under; made at the first start. The variable `ENTREPOT_MASTER_KEY`, with the key itself, goes before it."
    )
    static let masterKeyCommand = Setting(
        name: "master-key-command", fallback: nil,
        sentence:
            "A program that prints the master key, such as one that has a key service (KMS) decrypt it: an absolute path, or a JSON array of that and its arguments. It has 10 seconds and 1,024 bytes, is started without a shell, and goes before variable and file."
    )
    static let credentialCipher = Setting(
        name: "credential-cipher", fallback: "aes-256-gcm",
        sentence:
            "`aes-256-gcm` or `fernet`: what credentials are sealed with from now on. Each opens what the other sealed; `entrepot vault rotate --workspaces` seals all of them anew."
    )
    static let auditAnchorFile = Setting(
        name: "audit-anchor-file", fallback: "audit-anchors.jsonl in the home folder",
        sentence:
            "Where the audit log's signed ends are added, a line each, outside of the database. Put it where whoever can change the database cannot change it; the log has the same lines."
    )
    static let host = Setting(
        name: "host", fallback: "127.0.0.1",
        sentence:
            "The address the server listens on. Pages are shown on loopback, and at the public address where that is https behind a proxy; whatever this is."
    )
    static let port = Setting(
        name: "port", fallback: "8484", sentence: "The port the server listens on, 1 to 65535; 0 takes a free one.")
    static let publicAddress = Setting(
        name: "public-address", fallback: nil,
        sentence:
            "Where shops reach this installation, such as `https://hub.example.org`; webhooks are delivered below it. Without it orders are polled."
    )
    static let trustedProxies = Setting(
        name: "trusted-proxies", fallback: "127.0.0.0/8,::1",
        sentence:
            "Addresses and ranges (`10.0.0.0/8`) of proxies in front, separated by commas; `none` for none. What they say about a client's address is believed, and plain HTTP from them is let in; from others than these and this machine it is refused."
    )
    static let forwardedHeader = Setting(
        name: "forwarded-header", fallback: "x-forwarded-for",
        sentence:
            "`x-forwarded-for` or `forwarded` (RFC 7239): the header in which trusted proxies name the client. It is read from the right."
    )
    static let tlsCertificate = Setting(
        name: "tls-certificate", fallback: nil,
        sentence:
            "A file in PEM with the certificate and those above it: this process ends TLS itself (1.2 and up). Read again when it changes. `tls-key` is needed with it."
    )
    static let tlsKey = Setting(
        name: "tls-key", fallback: nil, sentence: "A file in PEM with the certificate's key, not encrypted.")
    static let limitAddress = Setting(
        name: "limit-address", fallback: "600",
        sentence: "Requests a minute from one address (IPv6: one network of 64 bits), 0 for no limit.")
    static let limitDoor = Setting(
        name: "limit-door", fallback: "20",
        sentence: "Forms a minute from one address by who is not signed in: passwords, codes, resets. 0 for no limit.")
    static let limitHook = Setting(
        name: "limit-hook", fallback: "6000", sentence: "Webhooks a minute from one address, 0 for no limit.")
    static let limitAccount = Setting(
        name: "limit-account", fallback: "600", sentence: "Requests a minute of one member, 0 for no limit.")
    static let limitKey = Setting(
        name: "limit-key", fallback: "1200", sentence: "Requests a minute with one bearer token, 0 for no limit.")
    static let redis = Setting(
        name: "redis", fallback: nil,
        sentence:
            "A Redis server for tokens that are in use and for counts of requests: `redis://host:6379/0` (on this machine only) or `rediss://user@host:6379/0`. It may be lost or emptied at any time: the database has everything."
    )
    static let redisPasswordFile = Setting(
        name: "redis-password-file", fallback: nil,
        sentence:
            "A file that holds the Redis password and nothing else. The variable `ENTREPOT_REDIS_PASSWORD`, with the password itself, goes before it."
    )
    static let tokenCacheLife = Setting(
        name: "token-cache-life", fallback: "300",
        sentence:
            "Seconds that a shop's access token is kept, sealed, in Redis or else in memory, 0 to 3600; 0 keeps none. Never longer than until it is due to be renewed."
    )
    static let contact = Setting(
        name: "contact", fallback: nil,
        sentence: "A web or mail address of whoever runs this; shops see it in the user agent.")
    static let etsyKeystring = Setting(
        name: "etsy-keystring", fallback: nil,
        sentence:
            "The keystring of this installation's own app at Etsy; all its Etsy shops are connected through it. Its shared secret is needed with it."
    )
    static let etsySharedSecretFile = Setting(
        name: "etsy-shared-secret-file", fallback: nil,
        sentence:
            "A file that holds the Etsy app's shared secret and nothing else. The variable `ENTREPOT_ETSY_SHARED_SECRET`, with the secret itself, goes before it."
    )
    static let etsyWebhookSecretFile = Setting(
        name: "etsy-webhook-secret-file", fallback: nil,
        sentence:
            "A file that holds the `whsec_…` secret of the Etsy app's webhooks, which are delivered to `/hooks/app/etsy` below the public address. The variable `ENTREPOT_ETSY_WEBHOOK_SECRET` goes before it."
    )
    static let shopifyClientID = Setting(
        name: "shopify-client-id", fallback: nil,
        sentence:
            "The client id of this installation's own app at Shopify; shops are connected through it, unless their merchants made a custom app of their own. Its client secret is needed with it."
    )
    static let shopifyClientSecretFile = Setting(
        name: "shopify-client-secret-file", fallback: nil,
        sentence:
            "A file that holds the Shopify app's client secret and nothing else; webhooks are checked with it, too. The variable `ENTREPOT_SHOPIFY_CLIENT_SECRET`, with the secret itself, goes before it."
    )
    static let shopifyVersion = Setting(
        name: "shopify-version", fallback: "2026-01",
        sentence: "The version of Shopify's Admin API that is called, such as `2026-01`.")
    static let amazonClientID = Setting(
        name: "amazon-client-id", fallback: nil,
        sentence:
            "The client id (`amzn1.application-oa2-client.…`) of this installation's own app at Amazon; sellers are connected through it. Its client secret is needed with it."
    )
    static let amazonClientSecretFile = Setting(
        name: "amazon-client-secret-file", fallback: nil,
        sentence:
            "A file that holds the Amazon app's client secret and nothing else. The variable `ENTREPOT_AMAZON_CLIENT_SECRET`, with the secret itself, goes before it."
    )
    static let amazonApplicationID = Setting(
        name: "amazon-application-id", fallback: nil,
        sentence:
            "The application id (`amzn1.sp.solution.…`) by which Amazon's consent page knows the app. Not needed where sellers type a refresh token of their own."
    )
    static let amazonQueue = Setting(
        name: "amazon-queue", fallback: nil,
        sentence:
            "The URL of a standard queue of Amazon SQS (`https://sqs.eu-west-1.amazonaws.com/123456789012/entrepot`) that Amazon's notifications are delivered to, so that orders are heard of at once; orders are asked for all the same. Nobody else may read it. Its key and secret are needed with it."
    )
    static let amazonQueueKey = Setting(
        name: "amazon-queue-key", fallback: nil,
        sentence:
            "The access key id (`AKIA…`) of an AWS user who may do `sqs:ReceiveMessage`, `sqs:DeleteMessage` and `sqs:GetQueueAttributes` with that queue, and nothing else."
    )
    static let amazonQueueSecretFile = Setting(
        name: "amazon-queue-secret-file", fallback: nil,
        sentence:
            "A file that holds that user's secret access key and nothing else. The variable `ENTREPOT_AMAZON_QUEUE_SECRET`, with the secret itself, goes before it."
    )
    static let amazonEventBridge = Setting(
        name: "amazon-event-bridge", fallback: "off",
        sentence:
            "`on` where a rule of yours in Amazon EventBridge forwards events into that queue: then changes of listings, which Amazon gives to EventBridge alone, are subscribed to as well."
    )
    static let ebayClientID = Setting(
        name: "ebay-client-id", fallback: nil,
        sentence:
            "The client id (App ID) of this installation's own keyset at eBay; accounts are connected through it. Its client secret (Cert ID) and its RuName are needed with it."
    )
    static let ebayClientSecretFile = Setting(
        name: "ebay-client-secret-file", fallback: nil,
        sentence:
            "A file that holds the eBay keyset's client secret and nothing else. The variable `ENTREPOT_EBAY_CLIENT_SECRET`, with the secret itself, goes before it."
    )
    static let ebayRuName = Setting(
        name: "ebay-ru-name", fallback: nil,
        sentence:
            "The RuName by which eBay's consent page knows the way back: a name, not an address. The accept address that belongs to it in eBay's portal is `/oauth/callback/ebay` below the public address."
    )
    static let ebayVerificationTokenFile = Setting(
        name: "ebay-verification-token-file", fallback: nil,
        sentence:
            "A file that holds the verification token (32 to 80 letters, digits, `_` and `-`, of your own making) that was typed in eBay's portal together with the address of notifications, `/hooks/app/ebay` below the public address. The variable `ENTREPOT_EBAY_VERIFICATION_TOKEN` goes before it."
    )
    static let ebayBatch = Setting(
        name: "ebay-batch", fallback: "1",
        sentence:
            "How many SKUs one change of stock and prices at eBay takes, 1 to 25. eBay's description says 1 in one place and 25 in another."
    )
    static let mail = Setting(
        name: "mail", fallback: nil,
        sentence:
            "The server that takes our mail: `smtp://user@host:587` (STARTTLS, and nothing is sent without it; plain on loopback) or `smtps://user@host:465`. Without it links are shown to whoever made them."
    )
    static let mailFrom = Setting(
        name: "mail-from", fallback: nil,
        sentence: "Whom our mail is from, such as `Entrepot <hub@example.org>`. Needed with `mail`.")
    static let mailPasswordFile = Setting(
        name: "mail-password-file", fallback: nil,
        sentence:
            "A file that holds the password of the mail server's user and nothing else. The variable `ENTREPOT_MAIL_PASSWORD`, with the password itself, goes before it."
    )
    static let secondFactor = Setting(
        name: "second-factor", fallback: "required",
        sentence:
            "`required`: owners, admins and who sees buyers' data must have one. `optional`: it is everybody's own choice, for a machine that only its owner reaches."
    )
    static let termsFile = Setting(
        name: "terms-file", fallback: nil,
        sentence:
            "A text file with the terms that whoever gets an account accepts; shown at `/terms`. Its first line names the version, and another text is another version, which everybody is asked to accept again."
    )
    static let commonPasswordsFile = Setting(
        name: "common-passwords-file", fallback: nil,
        sentence: "A file of passwords that are tried first, one a line; passwords made of them are refused.")
    static let breachedPasswordsFile = Setting(
        name: "breached-passwords-file", fallback: nil,
        sentence:
            "\"Pwned Passwords\" ordered by SHA-1, as its downloader writes it; every password in it is refused. Nothing is asked over the network."
    )
    static let workers = Setting(
        name: "workers", fallback: "8", sentence: "How many connections are worked on at once in this process, 1 to 64."
    )
    static let poolSize = Setting(
        name: "pool-size", fallback: "10",
        sentence: "Database connections at most on PostgreSQL, readers at once on SQLite, 1 to 200.")
    static let logLevel = Setting(
        name: "log-level", fallback: "info",
        sentence: "`trace`, `debug`, `info`, `notice`, `warning`, `error` or `critical`.")
    static let logFormat = Setting(
        name: "log-format", fallback: "text",
        sentence: "`text`, or `json` with one object a line. Logs go to standard error.")

    /// Every setting, in the order in which it is documented.
    static let all: [Setting] = [
        .home, .config, .database, .ownerURL, .masterKeyFile, .masterKeyCommand, .credentialCipher,
        .auditAnchorFile, .host, .port, .publicAddress, .trustedProxies, .forwardedHeader, .tlsCertificate, .tlsKey,
        .limitAddress, .limitDoor, .limitHook, .limitAccount, .limitKey, .redis, .redisPasswordFile,
        .tokenCacheLife, .contact,
        .etsyKeystring, .etsySharedSecretFile, .etsyWebhookSecretFile, .shopifyClientID,
        .shopifyClientSecretFile, .shopifyVersion, .amazonClientID, .amazonClientSecretFile, .amazonApplicationID,
        .amazonQueue, .amazonQueueKey, .amazonQueueSecretFile, .amazonEventBridge,
        .ebayClientID, .ebayClientSecretFile, .ebayRuName, .ebayVerificationTokenFile, .ebayBatch,
        .mail, .mailFrom, .mailPasswordFile,
        .secondFactor, .termsFile, .commonPasswordsFile, .breachedPasswordsFile, .workers, .poolSize, .logLevel,
        .logFormat,
    ]
}
