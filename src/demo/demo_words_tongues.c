/* demo_words_tongues.c: what is written in other languages than English. */
#include "demo/demo_words.h"

const struct demo_tongue demo_tongues[] = {
    {"de",
     on_urgent,
     {"Heizung ausgefallen",
      "Guten Tag,\n\nseit gestern Abend ist die Heizung kalt, und auch das Wasser wird nicht mehr "
      "warm. Wir wohnen in {home} und haben ein Baby.\n\nViele Grüße",
      "Guten Tag,\n\nes tut mir leid, dass Sie eine kalte Nacht hatten. Ein Techniker kommt bis "
      "{day} und ruft vorher an. Ein Heizlüfter ist noch heute bei Ihnen.\n\n{agent}",
      "Zeigt das Gerät eine Ziffer an?", "Ja, dort steht F28.",
      "Guten Tag,\n\ndie Zündleitung ist getauscht, Heizung und Wasser sind wieder warm. Melden "
      "Sie sich bitte sofort, falls sie noch einmal ausfällt.\n\n{agent}",
      "Spricht Deutsch und etwas Englisch. Baby im Haushalt."}},
    {"de",
     on_ordinary,
     {"Fenster schließt nicht mehr",
      "Hallo,\n\ndas Fenster im Schlafzimmer schließt nicht mehr richtig, es zieht sehr. Können "
      "Sie jemanden schicken? Am besten nachmittags.\n\nDanke!",
      "Guten Tag,\n\nein Tischler kommt am {day} nachmittags und misst nach. Wenn er das passende "
      "Scharnier hat, setzt er es gleich ein.\n\n{agent}",
      "Könnten Sie uns ein Foto des Scharniers schicken?", "Gern, es hängt an.",
      "Guten Tag,\n\ndas Scharnier ist neu, das Fenster schließt. Vielen Dank für Ihre "
      "Geduld.\n\n{agent}",
      "Nachmittags, nach 15 Uhr."}},
    {"de",
     on_rent,
     {"Miete doppelt abgebucht",
      "Sehr geehrte Damen und Herren,\n\ndie Miete wurde diesen Monat zweimal abgebucht. Bitte "
      "überweisen Sie einen Betrag zurück.\n\nMit freundlichen Grüßen",
      "Guten Tag,\n\nSie haben recht, und ich bitte um Entschuldigung. Der zweite Betrag ist bis "
      "{day} wieder auf Ihrem Konto.\n\n{agent}",
      "Welches der beiden Konten ist das richtige?", "Das mit der Endung 4471.",
      "Guten Tag,\n\ndas Geld ist zurückgezahlt, der alte Auftrag ist gelöscht.\n\n{agent}",
      "Alter Lastschriftauftrag war noch aktiv."}},
    {"pl",
     on_ordinary,
     {"Cieknący kran w łazience",
      "Dzień dobry,\n\nkran w łazience cieknie od tygodnia. Mieszkamy w {home}. Proszę o "
      "naprawę.\n\nPozdrawiam",
      "Good morning, thank you for writing. A plumber comes on {day} and changes the tap. If it is "
      "easier for you, answer in Polish: we have it translated.\n\n{agent}",
      "Are you at home in the mornings?", "Tak, do dwunastej.",
      "The tap is new and does not drip. Dziękujemy!\n\n{agent}",
      "Polish. Emilia in Moving home can help on the phone."}},
    {"ar",
     on_damp,
     {"عفن في غرفة النوم",
      "مرحباً،\n\nظهر عفن أسود على جدار غرفة النوم وابنتي مصابة بالربو. أرجو إرسال شخص "
      "لمعاينته.\n\nشكراً لكم",
      "Hello, thank you for writing. Our surveyor comes on {day} with a meter, and somebody who "
      "speaks Arabic rings you before. Please let your daughter sleep in another room until "
      "then.\n\n{agent}",
      "Could you send a photograph of the wall?", "أرفقت ثلاث صور.",
      "The wall has been treated and a fan fitted. We measure again in the new year.\n\n{agent}",
      "Interpreter booked for the visit."}},
    {"es",
     on_refund,
     {"Devolución de la fianza",
      "Buenos días:\n\nDejé el piso hace un mes y todavía no he recibido la fianza. ¿Cuándo me la "
      "pueden devolver?\n\nUn saludo",
      "Good morning, the hand-over is on file and nothing is to be taken off. Finance pays your "
      "deposit by {day}.\n\n{agent}",
      "Which account may it go to?", "La misma de siempre, la que termina en 0912.",
      "The deposit was paid in full today. Gracias por su paciencia.\n\n{agent}",
      "Nothing to take off, see the protocol."}},
    {"uk",
     on_moving,
     {"Коли можна переїхати?",
      "Добрий день!\n\nВи запропонували нам {home}. Коли ми зможемо отримати ключі? Нас "
      "четверо.\n\nДякую",
      "Good afternoon, the keys can be yours on {day} at ten. A colleague who speaks Ukrainian "
      "will be there.\n\n{agent}",
      "Do you need a parking space for the day?", "Так, одне місце для мікроавтобуса.",
      "The keys were handed over. Welcome to your new home!\n\n{agent}", "Four people, van."}},
    {"zh",
     on_shared,
     {"楼道的灯坏了",
      "您好，\n\n我们二楼楼道的灯已经坏了三天，晚上很黑，老人上下楼很危险。请尽快修理，谢谢。",
      "Hello, thank you for telling us. An electrician changes the lamp by {day} and checks the "
      "other floors.\n\n{agent}",
      "Which staircase is it?", "靠近自行车棚的那个。",
      "All the lamps on that staircase are new.\n\n{agent}", "Stairs by the bicycle store."}},
    {"hi",
     on_details,
     {"नाम बदलने के बारे में",
      "नमस्ते,\n\nमेरी शादी हो गई है और मेरा नाम बदल गया है। किराये के काग़ज़ों में नया नाम कैसे "
      "लिखवाऊँ?\n\nधन्यवाद",
      "Congratulations! A scan of the certificate is enough. The new agreement is with you by "
      "{day}.\n\n{agent}",
      "Should the rent account have the new name too?", "जी हाँ।",
      "All our papers have your new name now.\n\n{agent}", "Priya read it out to me."}},
};
const int demo_tongue_count = COUNT(demo_tongues);

const struct demo_present demo_present[] = {
    {"June Whitfield", on_shared, "Lift out of order, Elm Court",
     "The lift at Elm Court does not move since this morning. Its doors stay shut.",
     "Thank you for ringing. The lift firm is called out and has promised to have it running "
     "today.",
     "I am on the fourth floor with two small children. You said it would be running by now, and "
     "the doors are still shut.",
     "The lift runs again", -12, 0, 0, false},
    {"Amira Haddad", on_urgent, "Replacement boiler valve, flat 14",
     "Good morning. The heating went off again last night. The pressure on the boiler drops to 0.4 "
     "within an hour of topping it up. My daughter is three and it was 14 degrees in her room this "
     "morning.\n\nPlease can someone come?",
     "Dear Amira, thank you for telling us, and I am sorry that you and your daughter had a cold "
     "night.\n\nThe valve on your boiler needs replacing. An engineer will fit a new one and will "
     "call you before setting off. I have asked for an electric heater to be with you first.",
     "You said the engineer would call before coming. I have taken the afternoon off work, so "
     "please let me know if that changes. The pressure is down to 0.4 again.\n\nThank you, Amira",
     "An engineer will fit the new valve, and call before setting off", 42, 0, 0, false},
    {"Dele Okafor", on_refund, "Refund of deposit",
     "I moved from flat 9 to flat 21 in October and have not had the deposit of the old flat back.",
     "Dear Dele, the old flat was handed over without a fault, so all of it is yours. I ask "
     "Finance for the day, and tell you today.",
     "Thank you for explaining. I will look out for the payment on Friday.",
     "You hear on which day Finance pays", 58, 0, 0, false},
    {"Sofia Lindqvist", on_damp, "Damp in the back bedroom",
     "The patch in the back bedroom has come back, about the size of a plate.",
     "Please send photographs, then the surveyor can prepare. I write to you once she has seen "
     "them.",
     "Here are the three photographs you asked for. The patch has grown since.",
     "I write to you what the surveyor says", 145, 0, 0, false},
    {"Kwame Mensah", on_shared, "Lost front-door fob",
     "I have lost the fob for the front door and share the flat with nobody.",
     "I have switched the old one off. A new one is being made and I tell you where you can have "
     "it.",
     "Can I collect a new one this evening, or does it have to be posted?",
     "You hear where the fob is", 165, 0, 0, false},
    {"Pilar Romero", on_ordinary, "Cooker hood does not draw",
     "The hood above the cooker hums but draws nothing.",
     "It may be the filter. I ask the electrician what it costs to change and tell you today.",
     "I have washed the filter as you suggested, and it is no better.",
     "You hear when it is changed", 180, 0, 0, false},
    {"Henry Boateng", on_ordinary, "Ramp for the back door",
     "The ramp at the back door has come loose and my chair catches on it.",
     "That is not safe. Our carpenter looks at it, and until then please use the front.",
     "She comes on Mondays and Thursdays from nine to one, so somebody is here then.",
     "The carpenter tells you his time", 200, 0, 0, false},
    {"Linh Nguyen", on_shared, "Noise at night from the bin store",
     "Somebody uses the bin store at night, and we hear every bottle.",
     "Please write down the times for a few days. I look at the lock with the caretaker.",
     "It happened again on Sunday. I kept a note of the times as you suggested.",
     "I tell you what the caretaker found", 215, 0, 0, false},
    {"Grace Fenwick", on_ordinary, "Bath panel cracked",
     "The panel along the bath has a long crack with a sharp edge.",
     "I have ordered a panel. Please put tape on the edge until then.",
     "I have put tape on it. Is white all right, or will it be the cream one?",
     "You hear when the panel comes", 230, 0, 0, false},
    {"Marek Sokol", on_ordinary, "Window will not close, flat 3",
     "The window of the small room stands open. I closed it with string.",
     "The joiner came and measured. He says the new hinge takes a week, and he brings it himself.",
     NULL, "The joiner fits the new hinge", 0, 1, 1000, false},
    {"Tamar Avraham", on_ordinary, "Step into the shower too high",
     "My mother cannot lift her foot over the edge of the shower any more.",
     "We can lower it. The plumber has to look at the drain first.", NULL,
     "The plumber looks at the drain", 0, 1, 1200, false},
    {"Ben Carver", on_ordinary, "Meter cupboard does not shut",
     "The door of the meter cupboard hangs open, and the children play with it.",
     "A new catch is in the van. We come by tomorrow or the day after.", NULL,
     "A new catch is fitted", 0, 2, 930, false},
    {"Ilse Yorke", on_ordinary, "Handrail for the front steps",
     "The occupational therapist has written to you, reference OT 88.",
     "Thank you, her letter is here. The fitter measures the steps this week.", NULL,
     "The fitter measures the steps", 0, 2, 1400, false},
    {"Rafael Duarte", on_shared, "Garden fence came down in the storm",
     "Only two panels. The posts look sound to me.",
     "Good that the posts stand. Grounds puts the panels back this week.", NULL,
     "Grounds puts the panels back", 0, 3, 1100, false},
    {"Aoife Brennan", on_damp, "Mould behind the wardrobe",
     "We moved the wardrobe, and the wall behind it is black.",
     "Please leave the wardrobe away from the wall. The surveyor comes with her meter.", NULL,
     "The surveyor comes with her meter", 0, 3, 1530, false},
    {"Yusuf Demir", on_ordinary, "Doorbell is silent",
     "Nobody hears our bell, and parcels go back.",
     "Thank you. The electrician does all the bells of the house in one go.", NULL,
     "The bells are repaired", 0, 4, 1300, false},
    {"Hannah Weiss", on_ordinary, "Heizkörper im Flur wird nicht warm",
     "Guten Tag,\n\nder Heizkörper im Flur bleibt kalt, alle anderen sind warm.\n\nHannah Weiss",
     "Guten Tag Frau Weiss,\n\nvermutlich ist Luft im Heizkörper. Ein Techniker kommt diese Woche "
     "vorbei.\n\nMaya Ellis",
     NULL, "Ein Techniker entlüftet den Heizkörper", 0, 2, 1000, false},
    {"Samir Patel", on_ordinary, "Loose tile in the kitchen",
     "One tile above the sink moves when I touch it.",
     "Please do not press it. We come with some adhesive.",
     "Two more are loose now. Shall I take them down?", NULL, 0, 0, 0, false},
    {"Margaret Hale", on_shared, "Hedge hides the street lamp",
     "The hedge by the path has grown over the lamp.",
     "Grounds cuts hedges from next week on. I have put yours first.",
     "It is the hedge on the left, as you come from the bus.", NULL, 0, 0, 0, false},
    {"Olu Adeyemi", on_ordinary, "Letterbox flap broken",
     "The flap of my letterbox is broken off and the wind comes in.",
     "Could you measure the flap for us: width and height?", NULL, NULL, 0, 0, 0, true},
    {"Wei Chen", on_damp, "Stain on the ceiling",
     "There is a brown ring on the ceiling of the living room.",
     "Is it wet when you touch it, and is there a bathroom above?", NULL, NULL, 0, 0, 0, true},
};
const int demo_present_count = COUNT(demo_present);
