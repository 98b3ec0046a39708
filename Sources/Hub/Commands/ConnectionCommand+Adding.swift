import ArgumentParser
import ConnectorKit
import Operations
import Vault

extension ConnectionCommand {
    struct Add: DeskCommand {
        static let configuration = CommandConfiguration(
            abstract: "Connect a shop. Its listings are read; nothing there is changed until a plan is applied.",
            discussion: """
                The secret is asked for, or read from ENTREPOT_SECRET, or from standard input:
                  entrepot connection add Kiel --address https://shop.example --key ck_… --secret-stdin < secret.txt
                A channel with a consent page of its own (Etsy) wants no keys: the page's address is shown, and the answer
                is waited for:
                  entrepot connection add Etta --channel etsy
                Where merchants can also make keys of their own in their shop (Shopify's custom apps), --keys takes those, one a
                line: the access token, then the app's secret:
                  entrepot connection add Mia --channel shopify --address mia.myshopify.com --keys
                Where the merchant has opened our app inside of the channel's own pages, --session takes the token of that
                session instead of a consent; it names the shop, is good for a minute and works once:
                  entrepot connection add Mia --channel shopify --session --secret-stdin < token.txt
                An Amazon account is named by its stores, home first; --keys takes seller id and refresh token:
                  entrepot connection add Amy --channel amazon --address DE,FR
                """)
        @Argument(help: "What people call it.") var name: String
        @Option(help: "The kind of shop.") var channel = "woocommerce"
        @Option(help: "Where the shop is, such as https://shop.example; not for channels with one address for all.")
        var address: String?
        @Option(help: "The consumer key: WooCommerce → Settings → Advanced → REST API.") var key: String?
        @Flag(help: "Give keys that were made in the shop, where the channel has a consent page, too.") var keys = false
        @Flag(help: "Give the token of a session in the channel's own pages instead of a consent.") var session = false
        @OptionGroup var secret: SecretSource
        @OptionGroup var consent: ConsentFlags
        @OptionGroup var list: ListFlags
        @OptionGroup var desk: DeskFlags
        var isJSON: Bool { self.list.json }

        func run(at desk: Desk, _ out: Output) async throws {
            let channel = try desk.hub.channel(self.channel)
            if self.session {
                let token = try self.secret.session(of: self.name)
                let done = try await ConnectBySession(
                    .new(channel: self.channel, name: self.name, address: self.address), session: token
                ).run(desk)
                return try out.show(done.connection) { $0.tell(out) }
            }
            let takesKeys = channel.oauth == nil || (self.keys && !channel.manifest.fields.isEmpty)
            guard takesKeys else { return try await self.consent(at: desk, out) }
            guard let address else { throw ValidationError("\(channel.manifest.displayName) wants --address.") }
            let credentials = try TypedKeys(manifest: channel.manifest, name: self.name).read(
                key: self.key, self.secret)
            let made = try await ConnectShop(
                channel: self.channel, name: self.name, address: address, credentials: credentials
            ).run(desk)
            try out.show(made) { made in
                out.line(
                    "Connected \(made.connection.name): \(made.shopName) (\(made.connection.channelName) \(made.shopVersion ?? ""))."
                )
                if let hook = made.webhookAddress { out.line("Webhooks are delivered to \(hook).") }
                out.line(
                    "Its listings are read by `entrepot serve`. Then: entrepot plan go-live \"\(made.connection.name)\""
                )
                if let first = made.connection.firstStep { out.line(first) }
            }
        }
    }

    /// Takes the answer of a consent page that a browser could not bring itself.
    struct Authorize: HubCommand {
        static let configuration = CommandConfiguration(
            abstract: "Paste the address that a browser ended at after the consent, from any machine.",
            discussion:
                "For consents begun with --no-browser elsewhere, or by the API. The address is read from standard input."
        )
        @OptionGroup var settings: SettingFlags

        func run(_ hub: Installation, _ out: Output) async throws {
            let done = try await FinishConsent(try ConsentTalk.pasted()).run(hub)
            out.line("Connected \(done.connection.name): \(done.shopName). It is \(done.connection.state).")
        }
    }

    struct SetWebhookSecretCommand: DeskCommand {
        static let configuration = CommandConfiguration(
            commandName: "set-webhook-secret",
            abstract: "Keep the secret that a shop signs its webhooks with, where the channel makes it up.",
            discussion: "The secret is asked for, or read from ENTREPOT_SECRET, or from standard input.")
        @Argument(help: "The connection.") var name: String
        @OptionGroup var secret: SecretSource
        @OptionGroup var desk: DeskFlags

        func run(at desk: Desk, _ out: Output) async throws {
            guard let secret = try self.secret.read(prompt: "Webhook secret of \(self.name)") else {
                throw SecretError.missing("webhook secret")
            }
            let health = try await SetWebhookSecret(connection: self.name, secret: secret).run(desk)
            out.line("Webhooks to \(health.webhookAddress ?? health.name) are checked with it.")
        }
    }

    struct Reconnect: DeskCommand {
        static let configuration = CommandConfiguration(
            abstract: "Give a connection a new key, a new address or a new consent. What is not given stays.")
        @Argument(help: "The connection.") var name: String
        @Option(help: "Where the shop is now.") var address: String?
        @Option(help: "The new consumer key; its secret is then needed too.") var key: String?
        @Flag(help: "Give keys that were made there, where the channel has a consent page, too.") var keys = false
        @Flag(help: "Give the token of a session in the channel's own pages instead of a consent.") var session = false
        @OptionGroup var secret: SecretSource
        @OptionGroup var consent: ConsentFlags
        @OptionGroup var desk: DeskFlags

        func run(at desk: Desk, _ out: Output) async throws {
            let stored = try await ShowConnection(self.name).run(desk)
            if self.session {
                let token = try self.secret.session(of: self.name)
                let done = try await ConnectBySession(.renewal(connection: self.name), session: token).run(desk)
                return out.line("\(done.connection.name) is \(done.connection.state).")
            }
            if stored.isByConsent, !self.keys {
                let talk = ConsentTalk(
                    aim: .renewal(connection: self.name), channel: stored.channel, flags: self.consent)
                let health = try await talk.run(desk)
                return out.line("\(health.name) is \(health.state).")
            }
            var credentials: [String: Secret] = [:]
            let manifest = try desk.hub.channel(stored.channel).manifest
            let isOneKey = manifest.fields.contains { $0.name == "key" }
            if self.key != nil || !isOneKey {
                credentials = try TypedKeys(manifest: manifest, name: self.name).read(key: self.key, self.secret)
            } else if self.secret.secretStdin {
                credentials["secret"] = try self.secret.read(prompt: "Consumer secret of \(self.name)")
            }
            let health = try await Operations.Reconnect(self.name, address: self.address, credentials: credentials).run(
                desk)
            out.line("\(health.name) is \(health.state).")
        }
    }
}

/// The keys that a merchant types for a channel: what its manifest asks for.
struct TypedKeys {
    let manifest: Manifest
    let name: String

    /// - Parameter key: A field of that name goes by an argument of its own.
    func read(key: String?, _ source: SecretSource) throws -> [String: Secret] {
        var credentials: [String: Secret] = [:]
        if self.manifest.fields.contains(where: { $0.name == "key" }) {
            guard let key else { throw ValidationError("\(self.manifest.displayName) wants --address and --key.") }
            credentials["key"] = Secret(key)
        }
        let asked = self.manifest.fields.filter { $0.name != "key" }
        guard let secrets = try source.read(prompts: asked.map { "\($0.label) of \(self.name)" }) else {
            throw SecretError.missing(asked.map { $0.label.lowercased() }.joined(separator: ", then the "))
        }
        for (field, secret) in zip(asked, secrets) { credentials[field.name] = secret }
        return credentials
    }
}

extension ConnectionCommand.Add {
    private func consent(at desk: Desk, _ out: Output) async throws {
        let aim = BeginConsent.Aim.new(channel: self.channel, name: self.name, address: self.address ?? "")
        let health = try await ConsentTalk(aim: aim, channel: self.channel, flags: self.consent).run(desk)
        try out.show(health) { $0.tell(out) }
    }
}

extension SecretSource {
    /// The token of a session in a channel's own pages.
    fileprivate func session(of name: String) throws -> Secret {
        guard let token = try self.read(prompt: "Session token for \(name)") else {
            throw SecretError.missing("session token")
        }
        return token
    }
}

extension ConnectionHealth {
    /// What is said of one that was just connected.
    fileprivate func tell(_ out: Output) {
        out.line("Connected \(self.name) (\(self.channelName)).")
        if let hook = self.webhookAddress { out.line("Its webhooks may be delivered to \(hook).") }
        out.line("Its listings are read by `entrepot serve`. Then: entrepot plan go-live \"\(self.name)\"")
        if let first = self.firstStep { out.line(first) }
    }

    /// What a person has to do before a shop that was just connected can go live; `nil` for nothing.
    fileprivate var firstStep: String? { self.wayOut.map { "\(self.reason ?? "") \($0)" } }
}
