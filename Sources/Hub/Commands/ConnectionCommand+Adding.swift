import ArgumentParser
import Operations
import Vault

extension ConnectionCommand {
    struct Add: DeskCommand {
        static let configuration = CommandConfiguration(
            abstract: "Connect a shop. Its listings are read; nothing there is changed until a plan is applied.",
            discussion: """
                The secret is asked for, or read from ENTREPOT_SECRET, or from standard input:
                  entrepot connection add Kiel --address https://shop.example --key ck_… --secret-stdin < secret.txt
                """)
        @Argument(help: "What people call it.") var name: String
        @Option(help: "The kind of shop.") var channel = "woocommerce"
        @Option(help: "Where the shop is, such as https://shop.example.") var address: String
        @Option(help: "The consumer key: WooCommerce → Settings → Advanced → REST API.") var key: String
        @OptionGroup var secret: SecretSource
        @OptionGroup var list: ListFlags
        @OptionGroup var desk: DeskFlags
        var isJSON: Bool { self.list.json }

        func run(at desk: Desk, _ out: Output) async throws {
            guard let secret = try self.secret.read(prompt: "Consumer secret of \(self.name)") else {
                throw SecretError.missing("consumer secret")
            }
            let made = try await ConnectShop(
                channel: self.channel, name: self.name, address: self.address,
                credentials: ["key": Secret(self.key), "secret": secret]
            ).run(desk)
            try out.show(made) { made in
                out.line(
                    "Connected \(made.connection.name): \(made.shopName) (\(made.connection.channelName) \(made.shopVersion ?? ""))."
                )
                if let hook = made.webhookAddress { out.line("Webhooks are delivered to \(hook).") }
                out.line(
                    "Its listings are read by `entrepot serve`. Then: entrepot plan go-live \"\(made.connection.name)\""
                )
            }
        }
    }

    struct Reconnect: DeskCommand {
        static let configuration = CommandConfiguration(
            abstract: "Give a connection a new key, or a new address. What is not given stays.")
        @Argument(help: "The connection.") var name: String
        @Option(help: "Where the shop is now.") var address: String?
        @Option(help: "The new consumer key; its secret is then needed too.") var key: String?
        @OptionGroup var secret: SecretSource
        @OptionGroup var desk: DeskFlags

        func run(at desk: Desk, _ out: Output) async throws {
            var credentials: [String: Secret] = [:]
            if let key {
                credentials["key"] = Secret(key)
                guard let secret = try self.secret.read(prompt: "Consumer secret of \(self.name)") else {
                    throw SecretError.missing("consumer secret")
                }
                credentials["secret"] = secret
            } else if self.secret.secretStdin {
                credentials["secret"] = try self.secret.read(prompt: "Consumer secret of \(self.name)")
            }
            let health = try await Operations.Reconnect(self.name, address: self.address, credentials: credentials).run(
                desk)
            out.line("\(health.name) is \(health.state).")
        }
    }
}
