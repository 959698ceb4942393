/* demo_words_office.c: what tenants write about rent, refunds, moving and their details. */
#include "demo/demo_words.h"

const struct demo_case demo_rent[] = {
    {"Rent statement for the spring",
     "May I have a statement of my rent from April to June? The council asks for it.",
     "You have it by {day}, with the dates of each payment. Shall it go to the council at the same "
     "time?",
     "Which address should be on it: {home}, or the one before?", "The present one, please.",
     "The statement is on its way to you by post and was sent to the council today.",
     "Two payments in May were booked on the old account. Moved."},
    {"I was charged twice this month",
     "My bank shows the rent twice, on the first and on the third. I cannot do without that money "
     "until next month.",
     "You are right: it was taken twice, and I am sorry. The second payment is sent back today and "
     "reaches you by {day}.",
     "Could you tell us the last four digits of the account? There are two on file.",
     "4471. The other one is my sister's.",
     "The money was sent back, and the bank confirmed it. We removed the second order, so it "
     "cannot happen again.",
     "Old direct debit was never ended. Ended now."},
    {"Heating charge looks wrong",
     "The heating charge went from 41 to 96 a month, although we were away for five weeks.",
     "That looks strange to me too. I will have the meter read again and write to you by {day}.",
     "Would you read the meter in the hall cupboard and send us the number?",
     "It says 4 1 7 7 2. The bill says 4 7 1 7 2.",
     "Two digits had been swapped. The charge is 43 from now on, and 53 goes back to your account.",
     "Check the other readings of that round: same reader."},
    {"I cannot pay all of this month's rent",
     "My hours were cut, and I cannot pay the whole rent this month. I would rather tell you "
     "before than after.",
     "Thank you for telling us early; that makes it much easier. I ring you by {day} and we agree "
     "on a plan that you can keep.",
     "What could you pay each week without going short of food or heating?",
     "Thirty-five pounds, from the ninth on.",
     "The plan is agreed: 35 a week for eight weeks. Nothing else will be asked of you in that "
     "time.",
     "Advice service has a free slot on Thursday; offered it."},
    {"Service charge: what is it for?",
     "My service charge rose by eleven pounds. What do I get for that?",
     "A fair question. You have the list of what it pays for by {day}, with last year's beside it.",
     "Is it about the flat or about the garage?", "The flat. The garage is fine.",
     "The list is with you. The greater part is the new contract for the lift. If anything on it "
     "is unclear, write back.",
     "Put the explanation into the answers: third one this week."},
    {"New bank account",
     "I have changed my bank. Please take the rent from the new account from the first of the "
     "month.",
     "The form for it reaches you today. If it is back by {day}, the next rent is taken from the "
     "new account.",
     "The form came back without a signature. Could you sign it and send a picture?",
     "Sorry about that. Here it is, signed.",
     "The new account is set up. The first payment from it is taken on the first.",
     "Old order cancelled the same day."},
};

const struct demo_case demo_refund[] = {
    {"Refund of deposit",
     "I moved out five weeks ago and have not had my deposit back. The flat was handed over "
     "without a fault.",
     "You should have had it by now. The hand-over is on file and nothing is to be taken off. "
     "Finance pays it by {day}.",
     "Which account may it go to? The one we have is closed.",
     "Please send it to the account on the letter I have attached.",
     "The deposit was paid in full today, with the interest. It reaches you within two working "
     "days.",
     "Finance pays on Tuesdays and Fridays."},
    {"Overpaid rent after moving",
     "After we moved the rent was taken for one month more. When do we get it back?",
     "The last payment came after your tenancy had ended. It goes back to you by {day}.",
     "Did anybody stay in the flat until the end of that month?",
     "No, we gave back the keys on the twelfth.", "Nineteen days were paid back to you today.",
     "Keys logged on the twelfth, fits."},
    {"Money for the spoiled carpet",
     "The leak you repaired spoiled the carpet in the hall. Your plumber said that you would pay "
     "for it.",
     "He was right to say so. Send us a photograph and what it cost, and you hear by {day} what we "
     "pay.",
     "Do you still have the receipt, or know where it was bought?",
     "I found it: 184 pounds, in March last year.",
     "We pay 150 towards a new carpet. It is on its way to your account.",
     "Within what a team leader may decide. Decided."},
    {"Refund for the laundry card",
     "The machine in the laundry took four pounds and did not start.",
     "I have put five pounds on your card. The machine is looked at by {day}.",
     "Which of the three machines was it?", "The middle one.",
     "The coin box was jammed; it is cleared. Thank you for taking the time over four pounds.",
     "Middle machine: second time."},
};

const struct demo_case demo_moving[] = {
    {"Moving date for the new flat",
     "You offered us {home}. When can we move in, and may we bring some boxes before?",
     "The keys can be yours on {day}. Boxes may come two days before; ring the caretaker first.",
     "How many people will move in, and does anybody need a parking space for the day?",
     "Four of us, and one space for a van please.",
     "The keys were handed over and the meters read together. Welcome to your new home.",
     "Gas check done. Certificate in the folder."},
    {"Giving notice",
     "I have found a flat nearer to my work and would like to give notice for {home}.",
     "I am glad for you, and noted it today. The letter that confirms the last day is with you by "
     "{day}.",
     "On which day could we look at the flat together?", "Any afternoon after three.",
     "The flat was looked at and is in good order. Your tenancy ends as agreed, and the deposit "
     "follows.",
     "Relet list: two families waiting for this size."},
    {"Exchange of flats with a neighbour",
     "My neighbour and I want to exchange our flats: hers is on the ground floor, and my knees are "
     "bad.",
     "That is often possible. I need a short form from both of you, and then you have an answer by "
     "{day}.",
     "Does your neighbour agree to us writing to her as well?",
     "Yes, she sits next to me and nods.",
     "The exchange is approved. We meet both of you to sign, and each keeps their own rent.",
     "Both accounts are clear. No reason against."},
    {"A larger flat, please",
     "We are five now and have two bedrooms. Is there a list for larger flats?",
     "Congratulations! There is a list, and you are on it from today. By {day} you hear where you "
     "stand on it.",
     "Would you move to another part of the town, or should it be near the school?",
     "Near the school, if at all possible.",
     "You are fourth on the list for three bedrooms near the school. We write every three months, "
     "or at once when a flat is free.",
     "Band B. Check again when the form for the baby is in."},
    {"Keys do not fit the new mailbox",
     "We moved in on Saturday, and none of our keys fits the mailbox.",
     "I am sorry about that start. A locksmith changes the small lock by {day}.",
     "What number is on the box?", "14, like the flat.",
     "The lock is changed and the two keys are in an envelope at the desk.",
     "Old tenant kept the keys. Add it to the hand-over list."},
};

const struct demo_case demo_details[] = {
    {"Change of name after marriage",
     "I married in August and have a new name. What do you need from me?",
     "Congratulations! A scan of the certificate is enough. The new agreement is with you by "
     "{day}.",
     "Should the rent account have the new name too?", "Yes please, both.",
     "All our papers have your new name now.", "Tell billing: the reference stays."},
    {"Parking permit for a carer",
     "My carer comes on Mondays and Thursdays and gets a ticket each time. Can she have a permit?",
     "She can. It is made out on her number plate and valid from {day}.",
     "What is the number plate of her car?",
     "LK19 followed by three letters, I have sent a picture.",
     "The permit is in force. It needs no paper in the window.",
     "Permits for carers are free since last year."},
    {"Handrail for the front steps", "I had a fall on the front steps. Could there be a handrail?",
     "I hope you were not badly hurt. A fitter measures it by {day}, and it is up the week after.",
     "Are you left- or right-handed? There is room on one side only.", "Right-handed, going up.",
     "The handrail is up, with a light above the steps.",
     "Occupational therapist has written, reference on file."},
    {"Adding my son to the tenancy",
     "My son turned eighteen and lives with me. Should he be on the agreement?",
     "He can be, and it helps him later. You both sign a new page; it is with you by {day}.",
     "Has he an income of his own? It may change the rebate.",
     "He is an apprentice from September.",
     "The page is signed by all three of us. Your rebate stays as it was.",
     "Rebate checked: no change."},
    {"May I keep a cat?", "My doctor thinks that a cat would do me good. Am I allowed to keep one?",
     "One cat is fine in your house. You have it in writing by {day}.",
     "Do you have a balcony? Then we tell you about the net.", "Yes, on the first floor.",
     "The permission is in your file. We would love to see a picture.",
     "Net is for the tenant to pay, allowed without drilling."},
};

#define CASES(list) (list), COUNT(list)

const struct demo_service demo_services[] = {
    {"Urgent repair", of_repairs,
     "We ring you back and agree on a time\nAn engineer comes, and calls before setting off\nWe "
     "ask you a few days later whether it stayed fixed",
     "Where it is, since when, and a photograph if you can", 2, 30, 5, demo_urgent, 6},
    {"Ordinary repair", of_repairs,
     "You hear which trade comes, and when\nWe do the work in one visit when we can\nYou tell us "
     "whether it is right",
     "A photograph, and when somebody is at home", 5, 100, 6, demo_ordinary, 7},
    {"Damp and mould", of_repairs,
     "A surveyor comes with a meter\nYou have her report within a week\nWe do the work, and "
     "measure again in winter",
     "Photographs of the whole wall and from close", 5, 150, 2, demo_damp, 4},
    {"Shared places", of_repairs,
     "We make it safe\nWe mend it, or have it mended\nA note in the hall says when it is done",
     "Which staircase or entrance", 5, 70, 4, demo_shared, 6},
    {"Rent and service charge", of_rent,
     "A person looks at your account\nYou hear what we found, in plain words\nWhat was wrong is "
     "put right",
     "Your tenancy number; it is on every letter", 6, 60, 4, CASES(demo_rent)},
    {"Refund or deposit", of_rent,
     "We check what is owed to you\nFinance pays on Tuesdays and Fridays\nYou have a letter that "
     "explains it",
     "The account it should go to, and receipts if there are any", 6, 90, 2, CASES(demo_refund)},
    {"Moving in or out", of_moving,
     "We agree on a day\nWe look at the flat together\nYou have the keys, or your deposit",
     "The day you would like, and a second one", 6, 120, 2, CASES(demo_moving)},
    {"Changes to your tenancy", of_moving,
     "We tell you what paper is needed, if any\nWe make the change\nYou have it in writing",
     "The paper that shows the change; a scan is enough", 6, 80, 2, CASES(demo_details)},
};
const int demo_service_count = COUNT(demo_services);

#define WORDS(name, ...)                                                                           \
    static const char *const name##_words[] = {__VA_ARGS__};                                       \
    const struct demo_list name = {name##_words, COUNT(name##_words)}

WORDS(demo_hellos, "Good morning,", "Hello,", "Dear Northgate,", "Good afternoon,", "Hi,",
      "Hello there,", "Dear all,", "Good evening,");
WORDS(demo_byes, "Thank you", "Many thanks", "Kind regards", "With thanks", "Best wishes",
      "Thanks for your help", "Yours");
WORDS(demo_thanks, "Thank you, that was quicker than I had hoped. Everything works.",
      "It is all done, and the man was very kind. Please tell him so.",
      "Thank you for keeping your word. It means a lot.",
      "That has settled it. Thank you for explaining it so clearly.",
      "Wonderful, thank you! We are very glad.",
      "All good now. I did not expect an answer so soon.");
WORDS(demo_welcomes,
      "Thank you for telling us. I have passed it on, and close this now. Write back at any time.",
      "That is good to read. I mark this as kept; an answer to this message opens it again.",
      "Glad to hear it. If it comes back, answer here and it reaches me.",
      "Thank you. It makes a difference to hear that it went well.");
WORDS(demo_chases, "Is there any news about this?",
      "I have not heard since. Is the day still right?",
      "Sorry to ask again. I have to tell my employer when I need the morning off.",
      "One thing more: please ring the upper bell, the lower one does not work.",
      "I forgot to say that I am not at home on Wednesdays.",
      "My neighbour has the same trouble. Should she write too?");
WORDS(demo_again, "I am sorry to say that it has come back this morning.",
      "It worked for two days, and now it is as it was before.",
      "Almost: one part of it was forgotten, I think. Could somebody look again?");
WORDS(demo_again_answers,
      "I am sorry: it should have lasted. The same person comes again by {day}, and stays until it "
      "is right.",
      "Thank you for telling us at once. We look at it again by {day}.");
WORDS(demo_never_minds,
      "You need not come any more: my brother has mended it. Thank you all the same.",
      "Please forget my message, it has settled itself.",
      "I have found the answer on your pages. No need to write back.");
WORDS(demo_spam,
      "Congratulations! Your parcel could not be delivered. Confirm your card within 24 hours to "
      "release it.",
      "We noticed that your website could be on page one of every search. Reply YES for our "
      "special price.",
      "Dear sir or madam, I represent a reliable maker of office chairs and would like to send our "
      "catalogue.");
WORDS(demo_reasons, "The part comes a day later than the supplier had said.",
      "The job before yours takes longer than we thought.",
      "Our engineer is ill, and a colleague takes over.",
      "The scaffold is not allowed in this wind.", "The bank needs one more day.",
      "You asked for a later day.");
WORDS(demo_promises, "We come, and call before", "You hear from me how it stands",
      "The work is done", "You have it in writing");
