/// Words that guessable passwords are built from, written for this product: no list was copied.
///
/// What everyone uses, what our users have before their eyes, and the calendar. Folded, three letters at least.
enum CommonStems {
    static let all = Self.everyone + Self.ours + Self.calendar

    private static let everyone = words(
        """
        password passwort passwd passcode pass parola contrasena motdepasse wachtwoord salasana senha haslo
        secret geheim admin administrator root user login logon signin guest test demo default changeme letmein
        welcome willkommen bienvenue hello hallo master super boss money love iloveyou sunshine princess dragon
        monkey football soccer baseball basketball batman superman pokemon starwars shadow michael jordan charlie
        freedom whatever trustno1 access computer internet server system
        """)

    private static let ours = words(
        """
        entrepot shop shopping store webshop commerce ecommerce market marketplace seller merchant order orders stock
        inventory listing product sale sales amazon ebay etsy shopify woocommerce wordpress tiktok google facebook
        instagram meta walmart paypal stripe
        """)

    private static let calendar = words(
        """
        january february march april may june july august september october november december
        spring summer autumn fall winter monday tuesday wednesday thursday friday saturday sunday
        """)

    private static func words(_ text: String) -> [String] {
        text.split(whereSeparator: \.isWhitespace).map(String.init)
    }
}
