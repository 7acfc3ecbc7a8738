/// Finds columns whose names look like those of personal identifiers.
///
/// Names only: what a column holds is not looked at, and a column with another name is not found.
public enum PersonalColumns {
  private static let words: Set<String> = [
    "email", "mail", "phone", "telephone", "mobile", "ssn", "passport", "iban", "name", "surname", "firstname",
    "lastname", "fullname", "username", "dob", "birthdate", "birthday", "street", "address", "ip",
  ]
  private static let people: Set<String> = ["user", "customer", "client", "person", "patient", "employee", "account"]
  private static let peopleIDs: Set<String> = ["id", "number", "no"]

  /// The names among `columns` that look like identifiers of people, in order.
  public static func among(_ columns: [String]) -> [String] { columns.filter(isPersonal) }

  static func isPersonal(_ name: String) -> Bool {
    let words = words(of: name)
    if words.contains(where: PersonalColumns.words.contains) { return true }
    return zip(words, words.dropFirst()).contains { people.contains($0) && peopleIDs.contains($1) }
  }

  /// `customerId`, `customer_id` and `Customer ID` have the same words.
  private static func words(of name: String) -> [String] {
    var words: [String] = []
    var word = ""
    var wasSmall = false
    for character in name {
      if !character.isLetter || (character.isUppercase && wasSmall) {
        if !word.isEmpty { words.append(word) }
        word = ""
      }
      if character.isLetter { word += character.lowercased() }
      wasSmall = character.isLowercase
    }
    return word.isEmpty ? words : words + [word]
  }
}
