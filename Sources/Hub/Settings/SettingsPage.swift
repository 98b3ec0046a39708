/// `docs/settings.md`, written from the table; a test holds the file against it.
enum SettingsPage {
    static var text: String {
        var lines = [
            "# Settings", "",
            "Written from the table in `Sources/Hub/Settings/Setting.swift` by `entrepot settings`; a test compares them.",
            "",
            "A flag goes before a variable, a variable before the file, the file before the default. The file is",
            "`entrepot.json` in the home folder (or `--config FILE`): one JSON object whose keys are the names below.",
            "", "| name (flag `--name`) | variable | in the file | default | what it is |", "|---|---|---|---|---|",
        ]
        lines += Setting.all.map { setting in
            let fallback = setting.fallback ?? "none"
            return "| `\(setting.name)` | `\(setting.variable)` | \(setting.isInFile ? "yes" : "no") | \(fallback) | "
                + "\(setting.sentence) |"
        }
        lines += [
            "",
            "Passwords in addresses are masked wherever an address is shown or logged. More variables hold secrets and",
            "have no flag: `ENTREPOT_MASTER_KEY` (32 bytes in base64 or hex), `ENTREPOT_SECRET` (a shop's secret for",
            "`entrepot connection add`, `reconnect` and `set-webhook-secret`), `ENTREPOT_ETSY_SHARED_SECRET` and",
            "`ENTREPOT_ETSY_WEBHOOK_SECRET`, `ENTREPOT_AMAZON_QUEUE_SECRET`, `ENTREPOT_EBAY_CLIENT_SECRET`, `ENTREPOT_EBAY_VERIFICATION_TOKEN`, `ENTREPOT_MAIL_PASSWORD`, `ENTREPOT_REDIS_PASSWORD`. `ENTREPOT_APP_PASSWORD` sets the password of the role that `entrepot migrate`",
            "makes.", "",
            "An app at Etsy is registered at <https://www.etsy.com/developers>. Its callback address there must be, letter by",
            "letter, `PUBLIC-ADDRESS/oauth/callback/etsy`; for `entrepot connection add` on a machine without a public",
            "address it is `http://localhost:8485/oauth/callback/etsy`.", "",
            "An app at Shopify is made in its developer dashboard; its redirect address is `PUBLIC-ADDRESS/oauth/callback/shopify`,",
            "the compliance webhooks go to `PUBLIC-ADDRESS/hooks/app/shopify`. Where it is embedded in the Shopify admin, its app URL is",
            "`PUBLIC-ADDRESS/embed/shopify`. A merchant can also make a custom app in the shop",
            "itself; then none of these settings is needed.", "",
            "An app at Amazon is registered in Seller Central (Develop Apps); its redirect address is `PUBLIC-ADDRESS/oauth/callback/amazon`.",
            "A seller who authorises an app of their own there is shown a refresh token instead, which `entrepot connection add --keys` takes.",
            "",
            "For Amazon's notifications make a *standard* queue in Amazon SQS, let Amazon's account `437568002678` do `sqs:SendMessage`",
            "and `sqs:GetQueueAttributes` there (its access policy), and make a user who may read it. The hub makes the destination and the",
            "subscriptions by itself; `entrepot channels check CONNECTION` says how they are. Changes of listings go to EventBridge only: with",
            "`amazon-event-bridge` a partner event source appears in the queue's AWS account and region, to be associated with an event bus",
            "that has a rule with the queue as its target.",
            "",
            "An app at eBay is a keyset at <https://developer.ebay.com>. Under User Tokens a RuName is made whose *auth accepted URL* is",
            "`PUBLIC-ADDRESS/oauth/callback/ebay`; eBay takes `https` only. Keys of the sandbox are others than those of the real eBay.",
            "Under Alerts & Notifications the endpoint for account deletions is `PUBLIC-ADDRESS/hooks/app/ebay` with a verification token of your",
            "own making; eBay wants it before keys of the real eBay work for long. The hub answers its question while it runs.",
            "",
        ]
        return lines.joined(separator: "\n")
    }
}
