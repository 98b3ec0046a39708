import Foundation

/// A code made from words, the same each time: `Classic Varsity Top`, `Small` → `classic-varsity-top-small`.
enum Slug {
    /// Letters and digits in lower case without accents, everything else one dash; at most 150 characters.
    static func make(_ words: [String]) -> String {
        var slug = ""
        var length = 0
        var isGap = false
        for word in words {
            isGap = !slug.isEmpty
            for sign in Self.plain(word) where length < 150 {
                guard sign.isLetter || sign.isNumber else {
                    isGap = !slug.isEmpty
                    continue
                }
                if isGap { slug.append("-") }
                isGap = false
                slug.append(sign)
                length += 1
            }
        }
        return slug.isEmpty ? "item" : slug
    }

    private static func plain(_ word: String) -> String {
        if word.utf8.allSatisfy({ $0 < 128 }) { return word.lowercased() }
        return word.folding(options: .diacriticInsensitive, locale: nil).lowercased()
    }
}
